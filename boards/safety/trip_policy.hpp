// What a trip costs (SA-11): how many retries a cause has, how long the board rests, when an operator has to look.
#pragma once

#include <optional>

#include "boards/safety/memory.hpp"
#include "boards/safety/profile.hpp"

namespace adit::boards::safety {

/// Retries a cause has within `Timings::retry_window`: none for what is no trip or latches at once, 255: no end.
[[nodiscard]] std::uint8_t retries_of(Reason cause) noexcept;

/// "At most three times per hour": notes `now` unless there were three within `window`.
[[nodiscard]] bool take(TripLog& log, Instant now, Duration window) noexcept;

/// HZ-20: how long to wait this time; ever longer, up to the last of `rests`.
[[nodiscard]] Duration next_rest(std::uint8_t& stage, const std::array<Duration, 4>& rests) noexcept;

/// Books a trip at `now`. Returns how long to cool down, or none if the budget is spent: latch.
[[nodiscard]] std::optional<Duration> book_trip(Memory& memory, Reason cause, Instant now,
                                                const Timings& timings) noexcept;

/// Trips of all causes within the retry window, at most 255: how far a retry lowers the point.
[[nodiscard]] std::uint8_t recent_trips(const Memory& memory, Instant now, const Timings& timings) noexcept;

}  // namespace adit::boards::safety
