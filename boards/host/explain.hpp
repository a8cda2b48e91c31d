// A board's bring-up in words and bytes, from the very plans the Runner executes. Host only.
#pragma once

#include <string>
#include <vector>

#include "boards/definition/board_definition.hpp"
#include "boards/safety/profile.hpp"

namespace adit::boards {

/// One line a step: number, what is done (bytes in hex), why, source. Touches nothing.
[[nodiscard]] std::vector<std::string> explain_power_on(const BoardDefinition& board, const safety::Profile& profile);

}  // namespace adit::boards
