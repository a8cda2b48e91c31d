// What a trip costs (SA-11): how many retries a cause has, how long the board rests, when an operator has to look.
#pragma once

#include <optional>

#include "boards/safety/memory.hpp"
#include "boards/safety/profile.hpp"

namespace adit::boards::safety {

/// Retries a cause has within `Timings::retry_window`: 3; 1 for a lapsed lease and for a regulator that is off without
/// a cause; none for what latches at once.
[[nodiscard]] std::uint8_t retries_of(Reason cause) noexcept;

/// Books a trip at `now`. Returns how long to cool down, or none if the budget is spent: latch.
[[nodiscard]] std::optional<Duration> book_trip(Memory& memory, Reason cause, Instant now,
                                                const Timings& timings) noexcept;

/// Trips of all causes within the retry window, at most 255: how far a retry lowers the point.
[[nodiscard]] std::uint8_t recent_trips(const Memory& memory, Instant now, const Timings& timings) noexcept;

}  // namespace adit::boards::safety
