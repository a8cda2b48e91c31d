// The arming list, as far as it can be seen from readings and memory; see watch.hpp.
#include "boards/safety/watch.hpp"
#include "driver/peripheral/tps546_status.hpp"

namespace adit::boards::safety {

namespace {

void add_heat_bits(const Cycle& cycle, ArmingBits& bits) noexcept {
    const Readings& readings = cycle.readings();
    const Profile& profile = cycle.profile;
    const bool knows_board = !profile.has_board_sensor || is_known(readings.board, cycle);
    const bool knows_vrm = !profile.has_regulator_sensor || readings.vrm.is_fresh(cycle.now, cycle.timings().fresh);
    const bool can_know_chip = !profile.chip_sensor_needs_checkpoint;
    const bool knows_chip = !can_know_chip || is_known(readings.chip, cycle);
    bits.insert_if(!knows_board || !knows_chip || !knows_vrm, NotArmed::temp_invalid);
    const Celsius limit = is_thermal(cycle.next.cause) ? profile.restart_below : profile.envelope.throttle;
    const bool is_board_hot = profile.has_board_sensor && readings.board.is_valid() && readings.board.value() >= limit;
    const bool is_chip_hot = can_know_chip && readings.chip.is_valid() && readings.chip.value() >= limit;
    const bool is_vrm_hot = readings.vrm.is_valid() && readings.vrm.value() >= profile.vrm_warm;
    bits.insert_if(is_board_hot || is_chip_hot || is_vrm_hot, NotArmed::temp_high);
    const bool is_fan_proven = is_fan_turning(cycle) && readings.fan_duty.is_fresh(cycle.now, cycle.timings().fresh);
    bits.insert_if(profile.has_fan && !is_fan_proven, NotArmed::fan_unproven);
}

void add_regulator_bits(const Cycle& cycle, ArmingBits& bits) noexcept {
    const Reading<RegulatorStatus>& reading = cycle.readings().regulator;
    const bool is_here = reading.is_fresh(cycle.now, cycle.timings().fresh);
    bits.insert_if(!is_here, NotArmed::reg_absent);
    if (!is_here) return;
    const driver::peripheral::Tps546Status status{.word = reading.value().word};
    bits.insert_if(status.has_fault(false), NotArmed::reg_fault);
    bits.insert_if(status.has_input_undervoltage(), NotArmed::vin_out);
}

/// A board whose regulator cannot tell its input has a meter that can.
void add_supply_bits(const Cycle& cycle, ArmingBits& bits) noexcept {
    const Reading<Volts>& input = cycle.readings().input_voltage;
    const bool is_known = input.is_fresh(cycle.now, cycle.timings().fresh);
    const bool is_outside =
        is_known && !(input.value() >= cycle.profile.input_min && input.value() <= cycle.profile.input_max);
    bits.insert_if(is_outside || (!is_known && !cycle.profile.measures_rail), NotArmed::vin_out);
}

}  // namespace

ArmingBits arming(const Cycle& cycle) noexcept {
    ArmingBits bits = cycle.in.holds | cycle.next.preflight;
    bits.insert_if(!cycle.next.wanted, NotArmed::operator_hold);
    bits.insert_if(cycle.next.latched.has_value(), NotArmed::latched);
    bits.insert_if(is_late(cycle), NotArmed::supervisor_late);
    add_heat_bits(cycle, bits);
    add_regulator_bits(cycle, bits);
    add_supply_bits(cycle, bits);
    return bits;
}

}  // namespace adit::boards::safety
