// Supplies that sag and boards that start again and again: how long to stay off, and how gently to come back
// (HZ-12, HZ-51).
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "boards/safety/memory.hpp"

namespace adit::boards::safety {

/// What earlier trips and sags still count for (SA-11, HZ-12), as seconds left: no clock is trusted on both sides of a
/// restart, so the time between two processes does not count.
struct Debt {
    /// Of each trip's hour, in places as `retry_place`; 0: no trip.
    std::array<std::array<std::uint16_t, 3>, retry_places> trips{};
    std::uint8_t sags = 0;       ///< in a row
    std::uint16_t sags_for = 0;  ///< until they are forgotten
    friend bool operator==(const Debt&, const Debt&) = default;
};

/// At `now`; a second that has begun counts whole. `window`: `Timings::retry_window`.
[[nodiscard]] Debt debt_of(const Memory& memory, Instant now, Duration window) noexcept;

/// When the last trip or sag was booked that still counts, and nothing where there is none.
[[nodiscard]] std::optional<Instant> last_booking(const Memory& memory) noexcept;

/// What is known of the board's life before this process.
struct StartHistory {
    std::uint8_t unclean = 0;  ///< starts in a row that found power not signed off, this one among them
    Debt debt{};               ///< when it was last kept
};

/// 5, 15, then 30 minutes; nothing for none.
[[nodiscard]] Duration sag_rest(std::uint8_t sags) noexcept;

/// Takes over the debt. Three unclean starts are a brown-out loop, more than five a restart loop: then also sets
/// hold-off, cause and the gentle start.
void hold_off(Memory& memory, const StartHistory& history, Instant now, Duration window) noexcept;

/// Books a sag of the supply at `now`; returns how long to stay off.
[[nodiscard]] Duration book_sag(Memory& memory, Instant now) noexcept;

}  // namespace adit::boards::safety
