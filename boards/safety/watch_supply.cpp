// What the board draws and what it is fed with (HZ-12, HZ-13); see watch.hpp.
#include "boards/safety/watch.hpp"

namespace adit::boards::safety {

namespace {

constexpr std::uint8_t sag_samples = 2;

/// Invalid samples neither count nor clear; a NaN counts as a sag.
Reason watch_input(Cycle& cycle) noexcept {
    const Reading<Volts>& input = cycle.readings().input_voltage;
    if (!input.is_valid()) return Reason::none;
    Watch& watch = cycle.next.watch;
    const bool is_low = !(input.value() >= cycle.profile.input_off);
    if (watch.supply_low.feed(input.at(), is_low) >= sag_samples) return Reason::supply_sag;
    const bool is_high = input.value() > cycle.profile.input_max;
    return watch.supply_high.feed(input.at(), is_high) >= sag_samples ? Reason::supply_high : Reason::none;
}

/// Power over its budget, as HZ-13 counts it: 5 % of grace.
bool is_over_power(const Cycle& cycle) noexcept {
    constexpr double grace = 1.05;
    const Reading<Watts>& power = cycle.readings().input_power;
    return power.is_fresh(cycle.now, cycle.timings().fresh) &&
           !(power.value().value <= cycle.profile.envelope.input_power_max.value * grace);
}

bool is_over_current(const Cycle& cycle) noexcept {
    const Reading<Watts>& power = cycle.readings().input_power;
    const Reading<Volts>& input = cycle.readings().input_voltage;
    const Duration fresh = cycle.timings().fresh;
    if (!power.is_fresh(cycle.now, fresh) || !input.is_fresh(cycle.now, fresh)) return false;
    // P > limit x V is I > limit, without a division.
    return power.value().value > cycle.profile.envelope.input_current_max.value * input.value().value;
}

Reason watch_budget(Cycle& cycle) noexcept {
    Watch& watch = cycle.next.watch;
    const Timings& timings = cycle.timings();
    const Duration power = watch.over_power.feed(cycle.now, is_over_power(cycle));
    const Duration current = watch.over_current.feed(cycle.now, is_over_current(cycle));
    if (power >= timings.over_power + timings.over_trip) return Reason::over_power;
    return current >= timings.over_current + timings.over_trip ? Reason::over_current : Reason::none;
}

Duration held(const HeldFor& condition, Instant now) noexcept {
    return condition.since ? now - *condition.since : Duration::zero();
}

}  // namespace

Reason watch_supply(Cycle& cycle) noexcept {
    const Reason input = watch_input(cycle);
    const Reason budget = watch_budget(cycle);
    return input != Reason::none ? input : budget;
}

bool is_over_budget(const Cycle& cycle) noexcept {
    const Watch& watch = cycle.next.watch;
    return held(watch.over_power, cycle.now) >= cycle.timings().over_power ||
           held(watch.over_current, cycle.now) >= cycle.timings().over_current;
}

}  // namespace adit::boards::safety
