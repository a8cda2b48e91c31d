// What adit-safeoff has to know of a board, from its definition: for the record written before first power. The same as
// the table made of the catalogue at build time, but for any board, so that two boards of one name are not mixed up.
#pragma once

#include <optional>

#include "boards/definition/board_definition.hpp"
#include "boards/safeoff/off_board.hpp"

namespace adit::boards {

/// None: nothing outside the board's own controller can switch it off. The name points into `board`.
[[nodiscard]] std::optional<safeoff::OffBoard> off_board_of(const BoardDefinition& board);

}  // namespace adit::boards
