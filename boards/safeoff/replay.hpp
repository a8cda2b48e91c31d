// Sends the off steps of a board to its bridge and judges the answers.
#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <string_view>

#include "boards/safeoff/off_steps.hpp"
#include "hal/clock.hpp"
#include "hal/serial.hpp"

namespace adit::boards::safeoff {

enum class OffVerdict : std::uint8_t {
    off,        ///< every proof holds
    not_off,    ///< the board answers, but something still reads as on
    no_answer,  ///< at least one proof was not answered
};

/// How long to try where other boards wait, and where none does. Together they stay within the 10 s of HZ-14.
inline constexpr Duration short_patience = std::chrono::seconds{1}, longest_patience = std::chrono::seconds{8};

/// Every step is tried whatever became of the others; the whole list again, 20 ms apart, until every proof holds or
/// `patience` is over. On a dead bridge the last round takes steps x 100 ms more.
[[nodiscard]] OffVerdict replay(std::span<const OffStep> steps, hal::Serial& control, const hal::Clock& clock,
                                hal::bridge::Dialect dialect = {}, Duration patience = short_patience);

/// One sentence for the operator.
[[nodiscard]] std::string_view text(OffVerdict verdict) noexcept;

}  // namespace adit::boards::safeoff
