// Board files (TOML) to `BoardDefinition`, with every mistake explained by line. Nothing is energised from a file
// that this loader complained about.
#pragma once

#include <string_view>
#include <vector>

#include "boards/definition/board_definition.hpp"
#include "boards/definition/toml_reader.hpp"
#include "hal/expected.hpp"

namespace adit::boards {

/// Schema number of board files this build understands.
inline constexpr std::int64_t board_schema = 1;

/// Parses and validates one board file. Errors: every complaint found, in no promised order, at least one.
[[nodiscard]] Expected<BoardDefinition, std::vector<Complaint>> parse_board(std::string_view text);

}  // namespace adit::boards
