// What no single line of a board file tells: whether its lines fit each other. See loader.hpp, which asks.
#pragma once

#include "boards/definition/board_definition.hpp"
#include "boards/definition/toml_reader.hpp"

namespace adit::boards {

/// Complains about two parts at one I2C address, a part named twice, and chips that do not divide into their domains.
void check_consistency(TomlTable& root, const BoardDefinition& board);

}  // namespace adit::boards
