// The table itself; see hazards.hpp. Bounds are those of the requirement, plus nothing.
#include <algorithm>
#include <chrono>

#include "boards/simulation/hazards.hpp"

namespace adit::boards::simulation {

using namespace std::chrono_literals;
using virtual_device::Fault;

namespace {

/// SEAMS: from rail-on to the chip's first temperature there is a window of at most 5 s; checkpoint at its end.
constexpr Duration start_window = 5s;

bool has_settled(Duration energised_for) noexcept { return energised_for > start_window; }

// --- is it there? -----------------------------------------------------------------------------------------------

bool chip_warm(const Scene& s, Duration) {
    return s.seen.chip_temperature >= s.profile.envelope.throttle && s.is_energised() && s.seen.is_hashing &&
           s.is_chip_measurable();
}
bool chip_emergency(const Scene& s, Duration on) {
    return s.seen.chip_temperature >= s.profile.envelope.emergency && s.is_energised() && has_settled(on) &&
           s.is_chip_measurable();
}
bool chip_unknown(const Scene& s, Duration on) {
    return s.is_energised() && has_settled(on) && s.is_running && s.is_reachable && s.is_chip_unreadable();
}
bool runs_for_long(const Scene& s, Duration on) { return s.is_energised() && has_settled(on); }
bool vrm_emergency(const Scene& s, Duration) {
    return s.seen.vrm_temperature >= s.profile.envelope.vrm_trip && s.profile.has_regulator_sensor &&
           s.is_energised() && s.is_chip_measurable();
}
bool fan_slow(const Scene& s, Duration) { return s.is_energised() && s.is_reachable && s.is_fan_slow(); }
/// Of a regulator that can say so; of others HZ-22 has to notice.
bool regulator_off(const Scene& s, Duration) {
    return s.seen.is_regulator_tripped && s.seen.is_reset_released && s.profile.measures_rail && s.is_running &&
           s.is_chip_measurable();
}
/// Off by more than is allowed for a moment after a write, or while running.
bool rail_wrong(const Scene& s, Duration) {
    const bool is_young = s.now - s.rail_ordered_at < 1s;
    const Millivolts off = s.seen.rail - s.rail_ordered;
    const Millivolts limit{std::max(30, s.rail_ordered.value * (is_young ? 3 : 5) / 100)};
    return s.profile.measures_rail && s.is_energised() && s.rail_ordered.value > 0 && s.seen.is_regulator_on &&
           s.now - s.rail_ordered_at > 20ms && (off > limit || off < Millivolts{} - limit);
}
bool is_always(const Scene&, Duration) { return true; }
bool supply_sags(const Scene& s, Duration) {
    constexpr double below_turn_off = 0.15;  // 4.3 of 5.05 V
    return s.is_energised() && s.seen.is_regulator_on && s.is_chip_measurable() &&
           s.troubles.level(Fault::vin_sag) >= below_turn_off;
}
/// Boards whose regulator measures have no meter at the input: what they draw is estimated from the output.
bool over_power(const Scene& s, Duration) {
    constexpr double grace = 1.05, metered = 1.01, estimated = 1.1;
    const double limit = s.profile.envelope.input_power_max.value * grace;
    return s.is_energised() && s.seen.input_power.value > limit * (s.profile.measures_rail ? estimated : metered);
}
bool nobody_there(const Scene& s, Duration) { return s.has_power() && s.was_in_reach && !s.is_running; }
bool was_late(const Scene& s, Duration) { return s.is_energised() && s.is_running && s.is_reachable && s.was_stalled; }
bool is_fed(const Scene& s, Duration) { return s.is_running && s.has_work; }
bool has_bad_results(const Scene& s, Duration) { return s.is_running && s.troubles.level(Fault::bad_nonce) >= 0.1; }
bool has_duplicates(const Scene& s, Duration) { return s.is_running && s.troubles.level(Fault::duplicate) >= 0.03; }
bool has_no_shares(const Scene& s, Duration on) {
    return has_bad_results(s, on) || (s.is_running && s.troubles.level(Fault::wrong_job) >= 0.1);
}
bool is_garbled(const Scene& s, Duration) {
    return s.is_running && (s.troubles.level(Outside::cable_noise) >= 0.01 || s.troubles.level(Fault::garbage) >= 0.01);
}
bool is_gone(const Scene& s, Duration) { return s.is_running; }
bool is_silent(const Scene& s, Duration on) {
    return s.is_running && s.is_energised() && has_settled(on) && !s.troubles.has(Outside::unplug);
}
bool bus_stuck(const Scene& s, Duration on) { return s.is_energised() && has_settled(on) && s.is_reachable; }

bool is_stranger(const Scene& s, Duration) { return s.is_running && s.state == safety::State::preflight; }

// --- is it answered? --------------------------------------------------------------------------------------------

bool cut(const Scene& s, const Onset&) { return !s.is_energised(); }
bool rail_off(const Scene& s, const Onset&) { return !s.has_power() || !s.seen.is_regulator_on; }
bool cooled(const Scene& s, const Onset& onset) {
    return !s.is_energised() || (s.seen.fan_duty >= Percent{99} && s.seen.frequency < onset.frequency);
}
bool is_noticed(const Scene& s, const Onset&) { return !s.seen.is_reset_released || !safety::is_energised(s.state); }
bool lowered(const Scene& s, const Onset& onset) { return !s.is_energised() || s.seen.frequency < onset.frequency; }
bool rail_right(const Scene& s, const Onset&) { return !s.is_energised() || !rail_wrong(s, {}); }
bool refused(const Scene& s, const Onset& onset) {
    return s.work.hardware_errors + s.work.unknown + s.work.below_claim >
           onset.work.hardware_errors + onset.work.unknown + onset.work.below_claim;
}
bool dropped(const Scene& s, const Onset& onset) { return s.work.duplicates > onset.work.duplicates; }
bool has_given_up(const Scene& s, const Onset&) { return !safety::is_energised(s.state); }
bool is_unknown(const Scene& s, const Onset&) { return s.state == safety::State::unknown; }

bool is_latched(const Scene& s, const Onset&) { return s.state == safety::State::latched; }

// Full re-initialisation after a minute (HZ-22), and what it takes to miss a result.
constexpr Duration reinitialised = 75s;

constexpr std::array rows{
    HazardRow{.id = "HZ-01",
              .what = "chip warm",
              .action = "fans full, clock down",
              .bound = 0s,
              .is_present = chip_warm,
              .is_answered = cooled,
              .reasons = {"chip_warm"},
              .held = 1s},
    HazardRow{.id = "HZ-02",
              .what = "chip emergency",
              .action = "off",
              .bound = 1s,
              .is_present = chip_emergency,
              .is_answered = cut,
              .reasons = {"chip_emergency"}},
    HazardRow{.id = "HZ-03",
              .what = "chip temperature unknown",
              .action = "off",
              .bound = 3s,
              .causes = {Fault::temp_open, Fault::temp_short, Fault::temp_negative, Fault::hang_i2c, Fault::nak},
              .is_present = chip_unknown,
              .is_answered = cut,
              .reasons = {"chip_temperature_unknown", "no_chip_temperature_at_start", "regulator_silent", "bus_stuck",
                          "lease_expired"}},
    HazardRow{.id = "HZ-03s",
              .what = "chip sensor stuck",
              .action = "off",
              .bound = 0s,
              .causes = {Fault::temp_stuck},
              .is_present = runs_for_long,
              .is_answered = cut,
              .reasons = {"chip_temperature_unknown", "chip_temperature_stuck", "thermal_contradiction"},
              .held = 200s},
    HazardRow{.id = "HZ-04",
              .what = "sensor detached",
              .action = "off",
              .bound = 0s,
              .causes = {Fault::temp_detached},
              .is_present = runs_for_long,
              .is_answered = cut,
              .reasons = {"thermal_contradiction", "chip_temperature_stuck", "chip_temperature_unknown"},
              .held = 100s},
    HazardRow{.id = "HZ-05",
              .what = "regulator too hot",
              .action = "off",
              .bound = 1s,
              .is_present = vrm_emergency,
              .is_answered = cut,
              .reasons = {"vrm_emergency", "regulator_fault"}},
    HazardRow{.id = "HZ-06",
              .what = "fan stalled",
              .action = "off",
              .bound = 10500ms,
              .is_present = fan_slow,
              .is_answered = cut,
              .reasons = {"fan_slow", "fan_stalled", "fan_unreachable"},
              .held = 10500ms},
    HazardRow{.id = "HZ-08",
              .what = "regulator off by itself",
              .action = "noticed",
              .bound = 500ms,
              .is_present = regulator_off,
              .is_answered = is_noticed,
              .reasons = {"regulator_fault", "regulator_off", "over_voltage_shutdown", "over_current_shutdown"}},
    HazardRow{.id = "HZ-10",
              .what = "rail not as ordered",
              .action = "written again or off",
              .bound = 3s,  // a second of drift, written once more, another second
              .is_present = rail_wrong,
              .is_answered = rail_right,
              .reasons = {"voltage_mismatch", "power_failed"}},
    HazardRow{.id = "HZ-11",
              .what = "clock out of lock",
              .action = "chain reset or off",
              .bound = 0s,
              .causes = {Fault::lose_lock},
              .is_present = is_always,
              .is_answered = cut,
              .reasons = {"clock_doubted", "clock_wrong", "rate_low", "zero_rate"},
              .held = 75s,
              .begins_hashing = true},
    HazardRow{.id = "HZ-12",
              .what = "supply sags",
              .action = "off",
              .bound = 1s,
              .causes = {Fault::vin_sag},
              .is_present = supply_sags,
              .is_answered = rail_off,
              .reasons = {"regulator_fault", "supply_sag"}},
    HazardRow{.id = "HZ-13",
              .what = "over its power",
              .action = "clock down or off",
              .bound = 5s,
              .is_present = over_power,
              .is_answered = lowered,
              .reasons = {"power_high", "over_power"},
              .beaten_by = "the regulator's own over-current shutdown (HZ-08)"},
    HazardRow{.id = "HZ-14",
              .what = "nobody in charge",
              .action = "off by adit-safeoff",
              .bound = 10s,
              .is_present = nobody_there,
              .is_answered = cut,
              .reasons = {}},
    HazardRow{.id = "HZ-15",
              .what = "supervisor starved",
              .action = "off",
              .bound = 1s,
              .is_present = was_late,
              .is_answered = cut,
              .reasons = {"supervisor_late", "lease_expired"}},
    HazardRow{.id = "HZ-20",
              .what = "chain broken",
              .action = "chain reset or off",
              .bound = reinitialised,
              .causes = {Fault::dead},
              .is_present = is_fed,
              .is_answered = cut,
              .reasons = {"chain_failed", "chain_degraded", "chain_lost", "rate_low", "zero_rate"},
              .begins_hashing = true},
    HazardRow{.id = "HZ-21",
              .what = "chips answer, hash nothing",
              .action = "chain reset or off",
              .bound = reinitialised,
              .causes = {Fault::mute, Fault::flatline},
              .is_present = is_fed,
              .is_answered = cut,
              .reasons = {"rate_low", "zero_rate", "chain_degraded", "chain_lost", "clock_doubted", "clock_wrong"},
              .begins_hashing = true},
    HazardRow{.id = "HZ-22",
              .what = "no result",
              .action = "chain reset or off",
              .bound = reinitialised,
              .causes = {Fault::mute, Fault::flatline, Fault::dead},
              .is_present = is_fed,
              .is_answered = cut,
              .reasons = {"rate_low", "zero_rate", "chain_failed", "chain_lost", "clock_doubted", "clock_wrong"},
              .begins_hashing = true},
    HazardRow{.id = "HZ-23",
              .what = "many wrong results",
              .action = "clock down or off",
              .bound = 0s,
              .causes = {Fault::bad_nonce},
              .is_present = has_bad_results,
              .is_answered = lowered,
              .reasons = {"errors_high", "error_rate"},
              .held = 300s,
              .begins_hashing = true},
    HazardRow{.id = "HZ-24",
              .what = "duplicates",
              .action = "dropped",
              .bound = 0s,
              .causes = {Fault::duplicate},
              .is_present = has_duplicates,
              .is_answered = dropped,
              .reasons = {"duplicates"},
              .held = 300s,
              .begins_hashing = true},
    HazardRow{.id = "HZ-25",
              .what = "results that are none",
              .action = "refused",
              .bound = 0s,
              .causes = {Fault::bad_nonce, Fault::wrong_job},
              .is_present = has_no_shares,
              .is_answered = refused,
              .reasons = {},
              .held = 60s,
              .begins_hashing = true},
    HazardRow{.id = "HZ-26",
              .what = "line garbled",
              .action = "chain reset or off",
              .bound = 0s,
              .causes = {{Fault::garbage}, {Outside::cable_noise}},
              .is_present = is_garbled,
              .is_answered = cut,
              .reasons = {"line_noisy", "chain_failed"},
              .held = 45s,
              .begins_hashing = true},
    HazardRow{.id = "HZ-27",
              .what = "ports gone",
              .action = "counts as unknown",
              .bound = 2s,
              .causes = {{}, {Outside::unplug}},
              .is_present = is_gone,
              .is_answered = is_unknown,
              .reasons = {"bus_lost", "proving_off"}},
    HazardRow{.id = "HZ-27s",
              .what = "ports silent",
              .action = "given up",
              .bound = 3s,
              .causes = {Fault::unplug},
              .is_present = is_silent,
              .is_answered = has_given_up,
              .reasons = {"chip_temperature_unknown", "regulator_silent", "bus_stuck", "lease_expired",
                          "fan_unreachable", "supervisor_late"}},
    HazardRow{.id = "HZ-28",
              .what = "another regulator",
              .action = "latched",
              .bound = 0s,
              .causes = {Fault::reg_id},
              .is_present = is_stranger,
              .is_answered = is_latched,
              .reasons = {"id_mismatch"}},
    HazardRow{
        .id = "HZ-29",
        .what = "I2C bus stuck",
        .action = "chips in reset",
        .bound = 3s,
        .causes = {Fault::hang_i2c},
        .is_present = bus_stuck,
        .is_answered = cut,
        .reasons = {"chip_temperature_unknown", "regulator_silent", "bus_stuck", "lease_expired", "fan_unreachable"}},
};

constexpr std::array not_here{
    NotHere{"HZ-09", "every request passes EnergyGate; its property test writes all of them (unit_safety)"},
    NotHere{"HZ-16", "no bench override can be asked of a Runner yet"},
    NotHere{"HZ-30", "no board of the catalogue has an SPI chain"},
    NotHere{"HZ-31", "the processor is no board (unit_cpu)"},
};

}  // namespace

std::span<const HazardRow> hazard_rows() noexcept { return rows; }
std::span<const NotHere> hazards_not_here() noexcept { return not_here; }

}  // namespace adit::boards::simulation
