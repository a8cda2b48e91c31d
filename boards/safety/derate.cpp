// See derate.hpp.
#include "boards/safety/derate.hpp"

#include <algorithm>

#include "boards/safety/watch.hpp"

namespace adit::boards::safety {

namespace {

constexpr Megahertz clock_step{6.25};    // HZ-01, and the step of every known ramp
constexpr Millivolts voltage_step{25};   // HZ-09's largest step
constexpr Megahertz retry_clock{100.0};  // SA-11
constexpr Millivolts retry_voltage{50};  // SA-11
constexpr Celsius cool_margin{8.0};      // HZ-01
constexpr std::uint8_t hot_samples = 2;  // SA-10
constexpr Millivolts tuning_voltage{5};  // HZ-23
// Shares of the clock. Leakage, fans and the board's own needs do not follow the clock; in the known boards they are an
// eighth to a fifth of the input power. HZ-06 asks for half the power, HZ-12 for three fifths.
constexpr double half_power = 0.35, three_fifths_power = 0.5;

/// Rounded up, without the help of a library: the same everywhere.
std::uint16_t whole_steps(Megahertz span) noexcept {
    constexpr double most = 60000.0;
    const double steps = std::clamp(span.value / clock_step.value, 0.0, most);
    const auto whole = static_cast<std::uint16_t>(steps);
    return static_cast<std::uint16_t>(whole < steps ? whole + 1 : whole);
}

std::uint16_t clock_steps(SetPoint base, const Profile& profile) noexcept {
    return whole_steps(base.frequency - profile.start_frequency);
}

std::uint16_t voltage_steps(SetPoint base, const Profile& profile) noexcept {
    const std::int32_t span = std::max<std::int32_t>((base.core - profile.envelope.core_min).value, 0);
    return static_cast<std::uint16_t>((span + voltage_step.value - 1) / voltage_step.value);
}

/// What asks for less power at this moment.
Reason hot_cause(const Cycle& cycle) noexcept {
    const Watch& watch = cycle.next.watch;
    if (is_over_budget(cycle)) return Reason::power_high;
    if (watch.vrm_hot.count >= hot_samples) return Reason::vrm_warm;
    return watch.chip_hot.count >= hot_samples ? Reason::chip_warm : Reason::none;
}

bool is_cool(const Cycle& cycle) noexcept {
    const Watch& watch = cycle.next.watch;
    const Reading<Celsius>& chip = cycle.readings().chip;
    const bool is_chip_cool = is_known(chip, cycle) && chip.value() < cycle.profile.envelope.throttle - cool_margin;
    return is_chip_cool && watch.vrm_hot.count == 0 && !watch.over_power.since && !watch.over_current.since &&
           !watch.is_fan_slow;
}

void change_steps(Cycle& cycle, std::uint16_t steps, Reason cause) noexcept {
    Watch& watch = cycle.next.watch;
    if (watch.derate_steps == steps) return;
    if (steps > watch.derate_steps) watch.derate_cause = cause;
    watch.derate_steps = steps;
    watch.derate_changed = cycle.now;
}

}  // namespace

SetPoint lowered_for_retries(SetPoint wanted, std::uint8_t retries, const Profile& profile) noexcept {
    return {std::max(wanted.core - retry_voltage * retries, profile.envelope.core_min),
            std::max(wanted.frequency - retry_clock * retries, profile.start_frequency)};
}

SetPoint derated(SetPoint base, std::uint16_t steps, const Profile& profile) noexcept {
    const std::uint16_t clock = std::min(steps, clock_steps(base, profile));
    const std::uint16_t voltage = static_cast<std::uint16_t>(steps - clock);
    return {std::max(base.core - voltage_step * voltage, profile.envelope.core_min),
            std::max(base.frequency - clock_step * clock, profile.start_frequency)};
}

std::uint16_t most_steps(SetPoint base, const Profile& profile) noexcept {
    return static_cast<std::uint16_t>(clock_steps(base, profile) + voltage_steps(base, profile));
}

std::uint16_t steps_to(double share, SetPoint base, const Profile& profile) noexcept {
    return std::min(whole_steps(Megahertz{base.frequency.value * (1.0 - share)}), clock_steps(base, profile));
}

SetPoint tuned(SetPoint base, std::uint8_t rounds, const Profile& profile) noexcept {
    return {std::min(base.core + tuning_voltage * rounds, profile.envelope.core_max),
            std::max(base.frequency - clock_step * rounds, profile.start_frequency)};
}

SetPoint base_point(const Memory& memory, const Profile& profile) noexcept {
    return tuned(lowered_for_retries(memory.point, memory.retries, profile), memory.tuning.rounds, profile);
}

void start_gently(Cycle& cycle) noexcept {
    Watch& watch = cycle.next.watch;
    watch.derate_steps = steps_to(three_fifths_power, base_point(cycle.next, cycle.profile), cycle.profile);
    watch.derate_cause = cycle.next.cause;
    watch.derate_changed = cycle.now;
}

void adjust_derating(Cycle& cycle) noexcept {
    Watch& watch = cycle.next.watch;
    const SetPoint base = base_point(cycle.next, cycle.profile);
    const Reason hot = hot_cause(cycle);
    const Duration cool_for = watch.cool.feed(cycle.now, is_cool(cycle));
    const Duration since_change = cycle.now - watch.derate_changed;
    const std::uint16_t most = most_steps(base, cycle.profile);
    std::uint16_t steps = std::min(watch.derate_steps, most);
    if (hot != Reason::none && since_change >= cycle.timings().derate_step && steps < most)
        ++steps;
    else if (steps > 0 && cool_for >= cycle.timings().climb_after && since_change >= cycle.timings().climb_step)
        --steps;
    if (watch.is_fan_slow) steps = std::max(steps, steps_to(half_power, base, cycle.profile));
    change_steps(cycle, steps, watch.is_fan_slow ? Reason::fan_slow : hot);
}

bool is_derated(const Cycle& cycle) noexcept {
    const Watch& watch = cycle.next.watch;
    return watch.derate_steps > 0 || watch.is_chain_degraded || cycle.next.tuning.is_spent;
}

Reason derate_reason(const Cycle& cycle) noexcept {
    const Watch& watch = cycle.next.watch;
    if (watch.is_fan_slow) return Reason::fan_slow;
    if (const Reason hot = hot_cause(cycle); hot != Reason::none) return hot;
    if (watch.derate_steps > 0) return watch.derate_cause;
    return watch.is_chain_degraded ? Reason::chain_degraded : Reason::errors_high;
}

}  // namespace adit::boards::safety
