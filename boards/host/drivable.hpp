// Which described boards this build can drive. A description may be ahead of the code that drives its parts.
#pragma once

#include <optional>
#include <string>

#include "boards/definition/board_definition.hpp"

namespace adit::boards {

/// Why this build cannot drive the board at a physical port, as a piece of a sentence; none: it can.
[[nodiscard]] std::optional<std::string> why_not_drivable(const BoardDefinition& board);

/// The same for the board's emulator, which is behind a bridge whatever the board hangs on.
[[nodiscard]] std::optional<std::string> why_not_emulated(const BoardDefinition& board);

}  // namespace adit::boards
