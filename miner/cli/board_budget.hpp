// What a board's regulator leaves for each of its chips: the figure that decides whether a new board can run at all.
#pragma once

#include <string>

#include "boards/definition/board_definition.hpp"

namespace adit::miner::cli {

/// One line, with its line break; empty for a regulator that has no limit of its own to tell.
[[nodiscard]] std::string budget_text(const boards::BoardDefinition& board);

}  // namespace adit::miner::cli
