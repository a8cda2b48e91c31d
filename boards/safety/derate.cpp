// See derate.hpp.
#include "boards/safety/derate.hpp"

#include <algorithm>
#include <cmath>

#include "boards/safety/watch.hpp"

namespace adit::boards::safety {

namespace {

constexpr Megahertz clock_step{6.25};    // HZ-01, and the step of every known ramp
constexpr Millivolts voltage_step{25};   // HZ-09's largest step
constexpr Megahertz retry_clock{100.0};  // SA-11
constexpr Millivolts retry_voltage{50};  // SA-11
constexpr Celsius cool_margin{8.0};      // HZ-01
constexpr std::uint8_t hot_samples = 2;  // SA-10

std::uint16_t clock_steps(SetPoint base, const Profile& profile) noexcept {
    const double span = (base.frequency - profile.start_frequency).value;
    return static_cast<std::uint16_t>(std::ceil(std::max(span, 0.0) / clock_step.value));
}

std::uint16_t voltage_steps(SetPoint base, const Profile& profile) noexcept {
    const std::int32_t span = std::max<std::int32_t>((base.core - profile.envelope.core_min).value, 0);
    return static_cast<std::uint16_t>((span + voltage_step.value - 1) / voltage_step.value);
}

bool is_hot(const Cycle& cycle) noexcept {
    const Watch& watch = cycle.next.watch;
    return watch.chip_hot.count >= hot_samples || watch.vrm_hot.count >= hot_samples || is_over_budget(cycle);
}

bool is_cool(const Cycle& cycle) noexcept {
    const Watch& watch = cycle.next.watch;
    const Reading<Celsius>& chip = cycle.readings().chip;
    const bool is_chip_cool = is_known(chip, cycle) && chip.value() < cycle.profile.envelope.throttle - cool_margin;
    return is_chip_cool && watch.vrm_hot.count == 0 && !watch.over_power.since && !watch.over_current.since &&
           !watch.is_fan_slow;
}

void change_steps(Cycle& cycle, std::uint16_t steps) noexcept {
    Watch& watch = cycle.next.watch;
    if (watch.derate_steps == steps) return;
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

std::uint16_t half_power_steps(SetPoint base, const Profile& profile) noexcept {
    const auto half = static_cast<std::uint16_t>(std::ceil(base.frequency.value / 2 / clock_step.value));
    return std::min(half, clock_steps(base, profile));
}

void adjust_derating(Cycle& cycle) noexcept {
    Watch& watch = cycle.next.watch;
    const SetPoint base = lowered_for_retries(cycle.next.point, cycle.next.retries, cycle.profile);
    const Duration cool_for = watch.cool.feed(cycle.now, is_cool(cycle));
    const Duration since_change = cycle.now - watch.derate_changed;
    const std::uint16_t most = most_steps(base, cycle.profile);
    std::uint16_t steps = std::min(watch.derate_steps, most);
    if (is_hot(cycle) && since_change >= cycle.timings().derate_step && steps < most)
        ++steps;
    else if (steps > 0 && cool_for >= cycle.timings().climb_after && since_change >= cycle.timings().climb_step)
        --steps;
    if (watch.is_fan_slow) steps = std::max(steps, half_power_steps(base, cycle.profile));
    change_steps(cycle, steps);
}

Reason derate_reason(const Cycle& cycle) noexcept {
    const Watch& watch = cycle.next.watch;
    if (watch.is_fan_slow) return Reason::fan_slow;
    if (is_over_budget(cycle)) return Reason::power_high;
    return watch.vrm_hot.count >= hot_samples ? Reason::vrm_warm : Reason::chip_warm;
}

}  // namespace adit::boards::safety
