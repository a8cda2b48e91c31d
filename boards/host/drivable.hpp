// Which boards of the catalogue this build can drive. A description may be ahead of the code that drives its parts.
#pragma once

#include <optional>
#include <string>

#include "boards/definition/board_definition.hpp"

namespace adit::boards {

/// Why this build cannot drive the board, as a piece of a sentence; none: it can.
[[nodiscard]] std::optional<std::string> why_not_drivable(const BoardDefinition& board);

}  // namespace adit::boards
