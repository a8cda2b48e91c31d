// Sends the off steps of a board to its bridge and judges the answers.
#pragma once

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

/// Every step is tried whatever became of the others; the whole list up to 5 times, 20 ms apart, until every proof
/// holds. Blocks at most 5 x (steps x 100 ms) on a dead bridge: 6 s.
[[nodiscard]] OffVerdict replay(std::span<const OffStep> steps, hal::Serial& control, const hal::Clock& clock,
                                hal::bridge::Dialect dialect = {});

/// One sentence for the operator.
[[nodiscard]] std::string_view text(OffVerdict verdict) noexcept;

}  // namespace adit::boards::safeoff
