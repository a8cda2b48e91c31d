// Regulator, rail voltage and supply; see watch.hpp.
#include <algorithm>
#include <cmath>

#include "boards/safety/watch.hpp"
#include "driver/peripheral/tps546_status.hpp"

namespace adit::boards::safety {

namespace {

constexpr std::uint8_t absent_samples = 2;
constexpr std::uint8_t silent_samples = 3;

Reason watch_silence(Cycle& cycle) noexcept {
    const Reading<RegulatorStatus>& status = cycle.readings().regulator;
    const std::uint8_t missing = cycle.next.watch.regulator_invalid.feed(status.at(), !status.is_valid());
    if (missing >= absent_samples && status.why() == Invalid::no_ack) return Reason::regulator_absent;
    return missing >= silent_samples ? Reason::regulator_silent : Reason::none;
}

/// HZ-08. Faults the hardware itself has already acted on need no second sample.
Reason watch_faults(const Cycle& cycle) noexcept {
    const Reading<RegulatorStatus>& reading = cycle.readings().regulator;
    if (!reading.is_valid()) return Reason::none;
    const driver::peripheral::Tps546Status status{.word = reading.value().word};
    if (status.has_overvoltage()) return Reason::over_voltage_shutdown;
    if (status.has_overcurrent()) return Reason::over_current_shutdown;
    if (status.has_input_undervoltage() || status.has_temperature_fault()) return Reason::regulator_fault;
    const bool is_after_rail_on = cycle.next.rail_on && reading.at() > *cycle.next.rail_on;
    return is_after_rail_on && reading.value().off_while_on ? Reason::regulator_off : Reason::none;
}

/// HZ-10: write it once more, then give up.
Reason answer_mismatch(Cycle& cycle) noexcept {
    Watch& watch = cycle.next.watch;
    if (watch.core_rewrites > 0) return Reason::voltage_mismatch;
    watch.core_rewrites = 1;
    watch.voltage_off.count = 0;
    watch.voltage_drift = {};
    cycle.actions.insert(Action::rewrite_core);
    return Reason::none;
}

/// HZ-10: 3 % or 30 mV, whichever is more, in the second after a write; 5 % for 1 s later on.
Reason watch_voltage(Cycle& cycle) noexcept {
    constexpr std::uint8_t wrong_samples = 2;
    const Reading<Volts>& rail = cycle.readings().rail_voltage;
    const Facts& facts = cycle.in.facts;
    if (!cycle.next.rail_on || facts.core_set.value <= 0 || !rail.is_valid()) return Reason::none;
    const Duration since_write = rail.at() - facts.core_set_at;
    if (since_write < cycle.timings().settle) return Reason::none;
    const double set = cycle.profile.rail(facts.core_set).value / 1000.0;
    const double off_by = std::abs(rail.value().value - set);
    Watch& watch = cycle.next.watch;
    const bool is_young = since_write < cycle.timings().drift;
    const bool is_wrong = off_by > std::max(0.03 * set, 0.030);
    const bool is_drifting = !is_young && off_by > 0.05 * set;
    const Duration drifting_for = watch.voltage_drift.feed(cycle.now, is_drifting);
    const std::uint8_t wrong = watch.voltage_off.feed(rail.at(), is_young && is_wrong);
    if (wrong >= wrong_samples || drifting_for >= cycle.timings().drift) return answer_mismatch(cycle);
    if (!is_wrong) watch.core_rewrites = 0;
    return Reason::none;
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

Reason watch_supply(Cycle& cycle) noexcept {
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

Reason watch_power(Cycle& cycle) noexcept {
    if (const Reason fault = watch_faults(cycle); fault != Reason::none) return fault;
    if (const Reason silence = watch_silence(cycle); silence != Reason::none) return silence;
    if (const Reason voltage = watch_voltage(cycle); voltage != Reason::none) return voltage;
    return watch_supply(cycle);
}

bool is_over_budget(const Cycle& cycle) noexcept {
    const Watch& watch = cycle.next.watch;
    return held(watch.over_power, cycle.now) >= cycle.timings().over_power ||
           held(watch.over_current, cycle.now) >= cycle.timings().over_current;
}

}  // namespace adit::boards::safety
