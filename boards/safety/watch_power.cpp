// Regulator and rail voltage; see watch.hpp. The supply: watch_supply.cpp.
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
    if (status.has_temperature_fault()) return Reason::regulator_fault;
    if (status.has_input_undervoltage()) return Reason::supply_sag;  // HZ-12
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

}  // namespace

Reason watch_power(Cycle& cycle) noexcept {
    if (const Reason fault = watch_faults(cycle); fault != Reason::none) return fault;
    if (const Reason silence = watch_silence(cycle); silence != Reason::none) return silence;
    return watch_voltage(cycle);
}

}  // namespace adit::boards::safety
