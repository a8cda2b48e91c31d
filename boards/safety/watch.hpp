// The hazard watchers: each looks at one danger of an energised board, remembers what it needs for debouncing (SA-10)
// and returns the trip cause, or `none`. Rows of the hazard table are named in the sources.
#pragma once

#include "boards/safety/cycle.hpp"

namespace adit::boards::safety {

/// Chip, board and regulator temperature: HZ-01, HZ-02, HZ-03, HZ-05.
[[nodiscard]] Reason watch_heat(Cycle& cycle) noexcept;
/// Fans: HZ-06, HZ-07.
[[nodiscard]] Reason watch_fans(Cycle& cycle) noexcept;
/// Regulator and rail: HZ-08, HZ-10.
[[nodiscard]] Reason watch_power(Cycle& cycle) noexcept;
/// What the board is fed with, and what it draws: HZ-12, HZ-13. `supply_sag` is no trip but an orderly off.
[[nodiscard]] Reason watch_supply(Cycle& cycle) noexcept;
/// Whether the chip's temperature can be true: HZ-03 (stuck), HZ-04.
[[nodiscard]] Reason watch_contradiction(Cycle& cycle) noexcept;
/// Chips missing or silent: HZ-20, HZ-21. Orders its recoveries through the cycle's actions, as do the next three.
[[nodiscard]] Reason watch_chips(Cycle& cycle) noexcept;
/// Clock: HZ-11.
[[nodiscard]] Reason watch_clock(Cycle& cycle) noexcept;
/// Line and bus: HZ-26, HZ-29.
[[nodiscard]] Reason watch_line(Cycle& cycle) noexcept;
/// Wrong and repeated results: HZ-23, HZ-24.
[[nodiscard]] Reason watch_results(Cycle& cycle) noexcept;
/// Verified work: HZ-22. Orders its recoveries through the cycle's actions.
[[nodiscard]] Reason watch_rate(Cycle& cycle) noexcept;
/// The end of the start-up window, and of the patience for the rail before it.
[[nodiscard]] Reason watch_start(Cycle& cycle) noexcept;
/// The Supervisor's own punctuality and lease: SA-5, SA-12.
[[nodiscard]] Reason watch_punctuality(const Cycle& cycle) noexcept;

/// SA-12: the last cycle is more than the deadline ago.
[[nodiscard]] bool is_late(const Cycle& cycle) noexcept;

/// All of them in order of how precisely they name a cause; the first trip wins.
[[nodiscard]] Reason watch_all(Cycle& cycle) noexcept;

/// True when input power or current has been above its limit for long enough to run slower.
[[nodiscard]] bool is_over_budget(const Cycle& cycle) noexcept;

/// SA-5: until when readings and start-up window justify power. The lease never moves backwards.
[[nodiscard]] Instant renewed_lease(const Cycle& cycle) noexcept;

/// SA-4: every reason not to arm that can be seen from here.
[[nodiscard]] ArmingBits arming(const Cycle& cycle) noexcept;

/// HZ-06: the slowest fan turns at 30 % or more of what its duty should give.
[[nodiscard]] bool is_fan_turning(const Cycle& cycle) noexcept;

}  // namespace adit::boards::safety
