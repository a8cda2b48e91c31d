// The words of a board file for what it names.
#pragma once

#include <string_view>

#include "boards/definition/board_definition.hpp"

namespace adit::boards {

[[nodiscard]] std::string_view name(ChipFamily chip) noexcept;

}  // namespace adit::boards
