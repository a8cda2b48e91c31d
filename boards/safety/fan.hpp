// Fan duty: decided here alone, in every state. The controller's or a person's while the chip's temperature is known, a
// straight line between two temperatures below which neither may go, full when in doubt.
#pragma once

#include "boards/safety/cycle.hpp"

namespace adit::boards::safety {

/// The duty for the state the cycle has arrived at; updates the memory's spin-up bookkeeping.
void decide_fan_duty(Cycle& cycle) noexcept;

/// The line: `floor` at `low` and below, 100 % at `high` and above.
[[nodiscard]] Percent duty_between(Celsius temperature, Celsius low, Celsius high, Percent floor) noexcept;

}  // namespace adit::boards::safety
