// The fan controller: duty from the chip's temperature, by proportion, integral and derivative. Pure; its state is part
// of the Supervisor's memory. What it may not do less than stands in fan.cpp.
#pragma once

#include "boards/safety/memory.hpp"
#include "boards/safety/profile.hpp"

namespace adit::boards::safety {

/// The duty after the sample `temperature` of `at`, `profile.fan_min_duty` to 100 %. The same sample again changes
/// nothing; the first after `control.last` was reset starts at the least duty.
[[nodiscard]] Percent follow_temperature(FanControl& control, Celsius temperature, Instant at,
                                         const Profile& profile) noexcept;

}  // namespace adit::boards::safety
