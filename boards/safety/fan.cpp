// See fan.hpp.
#include "boards/safety/fan.hpp"

#include <algorithm>

#include "boards/safety/fan_control.hpp"

namespace adit::boards::safety {

namespace {

constexpr Percent full{100};
constexpr Celsius span{20.0};                            // of a regulator or a board, between the floor and full duty
constexpr Celsius guard_span{5.0};                       // of a chip, whatever controller or person want
constexpr Celsius full_below_throttle{5.0};              // full before derating has to begin
constexpr Percent flutter{3};                            // smaller steps down are not worth a change
constexpr Percent large_step{20};                        // HZ-06: a step that earns spin-up grace
constexpr std::chrono::minutes full_after_latching{10};  // the longest cool-down of SA-11

Percent for_chip(Celsius temperature, const Profile& profile, Celsius over) noexcept {
    const Celsius high = profile.envelope.throttle - full_below_throttle;
    return duty_between(temperature, high - over, high, profile.fan_min_duty);
}

Percent for_regulator(Celsius temperature, const Profile& profile) noexcept {
    return duty_between(temperature, profile.vrm_warm - span, profile.vrm_warm, profile.fan_min_duty);
}

Percent while_powered(Cycle& cycle) noexcept {
    const Readings& readings = cycle.readings();
    const bool has_vrm = cycle.profile.has_regulator_sensor;
    const bool knows_vrm = !has_vrm || readings.vrm.is_fresh(cycle.now, cycle.timings().fresh);
    if (!cycle.next.is_chip_live || !is_known(readings.chip, cycle) || !knows_vrm || cycle.next.watch.is_fan_slow)
        return full;
    // The controller follows also while a person has the fans, so that it knows where to go on.
    const Percent automatic =
        follow_temperature(cycle.next.fan, readings.chip.value(), readings.chip.at(), cycle.profile);
    const Percent chosen = cycle.next.request.fan.value_or(automatic);
    const Percent duty = std::max(chosen, for_chip(readings.chip.value(), cycle.profile, guard_span));
    return has_vrm ? std::max(duty, for_regulator(readings.vrm.value(), cycle.profile)) : duty;
}

/// The chip's own sensor may be dead without power: what is left of the heat shows at the board.
Percent while_off(const Cycle& cycle) noexcept {
    const Readings& readings = cycle.readings();
    const Reading<Celsius>& other = cycle.profile.has_regulator_sensor ? readings.vrm : readings.chip;
    const Reading<Celsius>& sensor = cycle.profile.has_board_sensor ? readings.board : other;
    return is_known(sensor, cycle) ? for_chip(sensor.value(), cycle.profile, span) : full;
}

Percent wanted(Cycle& cycle) noexcept {
    switch (cycle.next.state) {
        case State::unknown:
        case State::preflight:  // the fans prove themselves here
        case State::cooldown:
            return full;
        case State::latched:
            return cycle.in_state() < full_after_latching ? full : while_off(cycle);
        case State::safe_off:
        case State::parked:
            return while_off(cycle);
        case State::energised_idle:
        case State::ramp:
        case State::hashing:
        case State::derated:
            break;
    }
    return while_powered(cycle);
}

}  // namespace

Percent duty_between(Celsius temperature, Celsius low, Celsius high, Percent floor) noexcept {
    if (!(temperature < high)) return full;
    if (temperature <= low) return floor;
    const double part = (temperature - low).value / (high - low).value;
    return floor + Percent{static_cast<std::int32_t>(part * (full - floor).value)};
}

void decide_fan_duty(Cycle& cycle) noexcept {
    Memory& next = cycle.next;
    const Percent duty = std::max(wanted(cycle), cycle.profile.fan_min_duty);
    const Percent before = next.fan_duty;
    const bool is_flutter = duty < before && before - duty < flutter && duty != cycle.profile.fan_min_duty;
    if (duty == before || is_flutter) return;
    if (duty >= before + large_step) next.fan_stepped = cycle.now;
    next.fan_duty = duty;
    next.fan_changed = cycle.now;
}

}  // namespace adit::boards::safety
