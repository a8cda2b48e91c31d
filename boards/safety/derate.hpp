// The working point: what is wanted, lowered by retries and by derating. Derating is a number of steps; a step is
// 6.25 MHz until the start frequency is reached, then 25 mV, so that voltage falls last and rises first (HZ-01, HZ-11).
#pragma once

#include "boards/safety/cycle.hpp"

namespace adit::boards::safety {

/// `wanted` lowered by `retries` x (100 MHz, 50 mV), SA-11, but not below start frequency and lowest voltage.
[[nodiscard]] SetPoint lowered_for_retries(SetPoint wanted, std::uint8_t retries, const Profile& profile) noexcept;

/// `base` lowered by `steps`; steps beyond the last change nothing.
[[nodiscard]] SetPoint derated(SetPoint base, std::uint16_t steps, const Profile& profile) noexcept;

/// The number of steps after which there is nothing left to lower.
[[nodiscard]] std::uint16_t most_steps(SetPoint base, const Profile& profile) noexcept;

/// The least number of steps that leave at most `share` of the clock.
[[nodiscard]] std::uint16_t steps_to(double share, SetPoint base, const Profile& profile) noexcept;

/// HZ-23: `base` with `rounds` x (-6.25 MHz, +5 mV), inside the envelope.
[[nodiscard]] SetPoint tuned(SetPoint base, std::uint8_t rounds, const Profile& profile) noexcept;

/// What derating starts from: the wanted point, lowered by retries, tuned.
[[nodiscard]] SetPoint base_point(const Memory& memory, const Profile& profile) noexcept;

/// HZ-12: derates to 60 % of the power before the first clock is set.
void start_gently(Cycle& cycle) noexcept;

/// Moves `Watch::derate_steps` by what the watchers saw: down a step each 500 ms while hot or over budget, to half at
/// a slow fan, up a step each 10 s after 60 s of cool.
void adjust_derating(Cycle& cycle) noexcept;

/// Hashing, but not as asked: slower, or without some of the chips.
[[nodiscard]] bool is_derated(const Cycle& cycle) noexcept;

/// Why the board is derated.
[[nodiscard]] Reason derate_reason(const Cycle& cycle) noexcept;

}  // namespace adit::boards::safety
