// Supplies that sag and boards that start again and again: how long to stay off, and how gently to come back
// (HZ-12, HZ-51).
#pragma once

#include <cstdint>

#include "boards/safety/memory.hpp"

namespace adit::boards::safety {

/// What is known of the board's life before this process.
struct StartHistory {
    std::uint8_t unclean = 0;  ///< starts in a row that found power not signed off, this one among them
    std::uint8_t sags = 0;     ///< `Memory::sags` when it was last kept
};

/// 5, 15, then 30 minutes; nothing for none.
[[nodiscard]] Duration sag_rest(std::uint8_t sags) noexcept;

/// Three unclean starts are a brown-out loop, more than five a restart loop. Sets hold-off, cause and the gentle start.
void hold_off(Memory& memory, const StartHistory& history, Instant now) noexcept;

/// Books a sag of the supply at `now`; returns how long to stay off.
[[nodiscard]] Duration book_sag(Memory& memory, Instant now) noexcept;

}  // namespace adit::boards::safety
