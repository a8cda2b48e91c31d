// From a board file to a profile; see profile.hpp.
#include "boards/safety/profile.hpp"

#include <algorithm>
#include <optional>

#include "boards/definition/board_definition.hpp"
#include "boards/safety/supply.hpp"

namespace adit::boards::safety {

namespace {

// Where every known firmware starts its ramp; a BM1370 leaves reset at this clock.
constexpr Megahertz start_frequency{50.0};
// HZ-05: derate this far below the trip, at 100 C where the trip is 110.
constexpr Celsius vrm_warm_margin{10.0};
// HZ-02: an emergency restarts only when the board has really cooled.
constexpr Celsius restart_below{45.0};

// HZ-04: no known heat sink keeps a chip within less of the air than this, per watt it takes.
constexpr double least_rise_per_chip = 1.0;
// Set point of the known fan controllers, and how far it must stay below the throttle temperature.
constexpr Celsius fan_target{60.0};
constexpr Celsius fan_target_below_throttle{15.0};

using Refusal = std::optional<EnvelopeError>;

Refusal refuse_point(const Envelope& envelope, const OperatingPoint& point) noexcept {
    if (point.core < envelope.core_min || point.core > envelope.core_max)
        return EnvelopeError{EnvelopeField::default_core, EnvelopeFault::widens};
    if (!(point.frequency.value <= envelope.frequency_max.value))
        return EnvelopeError{EnvelopeField::default_frequency, EnvelopeFault::widens};
    if (!(point.frequency.value >= start_frequency.value))
        return EnvelopeError{EnvelopeField::default_frequency, EnvelopeFault::contradicts};
    return {};
}

/// The profile watches fans as one: the lowest promise of each kind counts.
Refusal take_fans(Profile& profile, const BoardDefinition& board) noexcept {
    profile.has_fan = !board.fans.empty();
    profile.fan_min_duty = profile.envelope.fan_floor;
    for (const Fan& fan : board.fans) {
        if (fan.min_duty < profile.envelope.fan_floor)
            return EnvelopeError{EnvelopeField::fan_floor, EnvelopeFault::widens};
        if (fan.min_duty > Percent{100} || fan.full_rpm.value == 0)
            return EnvelopeError{EnvelopeField::fan_floor, EnvelopeFault::contradicts};
        profile.fan_min_duty = std::max(profile.fan_min_duty, fan.min_duty);
        const bool is_first = &fan == &board.fans.front();
        profile.fan_full_speed = is_first ? fan.full_rpm : std::min(profile.fan_full_speed, fan.full_rpm);
    }
    return {};
}

Refusal take_sensors(Profile& profile, const BoardDefinition& board) noexcept {
    bool has_chip_sensor = false;
    profile.chip_sensor_needs_checkpoint = false;
    for (const Sensor& sensor : board.sensors) {
        if (sensor.measures == Measures::board && !sensor.valid_after) profile.has_board_sensor = true;
        if (sensor.measures == Measures::regulator && !sensor.valid_after) profile.has_regulator_sensor = true;
        if (sensor.measures != Measures::chip) continue;
        has_chip_sensor = true;
        if (sensor.valid_after) profile.chip_sensor_needs_checkpoint = true;
    }
    if (!has_chip_sensor) return EnvelopeError{EnvelopeField::sensors, EnvelopeFault::contradicts};
    return {};
}

/// What the power stage can tell. Nothing may run whose input power nobody knows (HZ-13).
Refusal take_meters(Profile& profile, const BoardDefinition& board) noexcept {
    const bool has_telemetry = board.regulator.part != RegulatorPart::ds4432u;
    profile.measures_rail = has_telemetry;
    profile.has_regulator_sensor = profile.has_regulator_sensor || has_telemetry;
    const SupplyWindow supply = supply_window(board.regulator.part, board.regulator.family);
    profile.input_min = supply.lowest;
    profile.input_max = supply.highest;
    profile.input_off = supply.off;
    if (has_telemetry || board.power_meter) return {};
    return EnvelopeError{EnvelopeField::sensors, EnvelopeFault::contradicts};
}

}  // namespace

Expected<Profile, EnvelopeError> make_profile(const BoardDefinition& board) noexcept {
    const auto envelope = narrow(compiled_envelope(board.chain.chip, board.regulator.part, board.regulator.family),
                                 board.limits, board.chain.series_domains);
    if (!envelope) return failure(envelope.error());
    Profile profile;
    profile.envelope = *envelope;
    profile.default_point = {board.default_point.core, board.default_point.frequency};
    profile.start_frequency = start_frequency;
    profile.series_domains = board.chain.series_domains;
    profile.vrm_warm = envelope->vrm_trip - vrm_warm_margin;
    profile.restart_below = restart_below;
    profile.fan_target = std::min(fan_target, envelope->throttle - fan_target_below_throttle);
    profile.least_rise = least_rise_per_chip / std::max<double>(board.chain.chips, 1.0);
    if (const Refusal refusal = refuse_point(*envelope, board.default_point)) return failure(*refusal);
    if (const Refusal refusal = take_fans(profile, board)) return failure(*refusal);
    if (const Refusal refusal = take_sensors(profile, board)) return failure(*refusal);
    if (const Refusal refusal = take_meters(profile, board)) return failure(*refusal);
    return profile;
}

}  // namespace adit::boards::safety
