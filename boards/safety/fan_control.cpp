// See fan_control.hpp. Gains: the open miner firmware's, there for 100 ms steps. Only + - * / on doubles: the same
// numbers on every machine.
#include "boards/safety/fan_control.hpp"

#include <algorithm>
#include <chrono>

namespace adit::boards::safety {

namespace {

constexpr double proportional = 5.0;  // % per K
constexpr double integral = 0.1;      // % per K and second
constexpr double derivative = 2.0;    // % per K/s
// An average with weight 0.2 each 100 ms, for any step: weight = step / (step + this).
constexpr double smoothing_s = 0.4;
constexpr double longest_step_s = 2.0;  // older readings are unknown anyway
constexpr double full = 100.0;

void start(FanControl& control, Celsius temperature, const Profile& profile) noexcept {
    control.smooth = temperature;
    control.integral = profile.fan_min_duty.value;
}

}  // namespace

Percent follow_temperature(FanControl& control, Celsius temperature, Instant at, const Profile& profile) noexcept {
    if (!control.last) start(control, temperature, profile);
    if (control.last == at) return control.duty;
    const double elapsed = std::chrono::duration<double>(at - control.last.value_or(at)).count();
    const double step = std::clamp(elapsed, 0.0, longest_step_s);
    control.last = at;
    const Celsius rise = (temperature - control.smooth) * (step / (step + smoothing_s));
    control.smooth = control.smooth + rise;
    const double slope = step > 0.0 ? rise.value / step : 0.0;
    const double least = profile.fan_min_duty.value;
    const double error = (control.smooth - profile.fan_target).value;
    const double now = proportional * error + derivative * slope;
    // What the fan cannot follow any more is not added up.
    const double wanted = now + control.integral + integral * error * step;
    const bool is_winding_up = (wanted > full && error > 0.0) || (wanted < least && error < 0.0);
    if (!is_winding_up) control.integral = std::clamp(control.integral + integral * error * step, least, full);
    control.duty = Percent{static_cast<std::int32_t>(std::clamp(now + control.integral, least, full))};
    return control.duty;
}

}  // namespace adit::boards::safety
