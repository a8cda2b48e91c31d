// The boards that ship with Adit: the text of boards/catalog/*.toml, compiled in, so that one binary is enough.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "boards/definition/board_definition.hpp"

namespace adit::boards {

struct CatalogFile {
    std::string_view file;  ///< "bitaxe-gamma.toml"
    std::string_view text;
};

/// Generated from boards/catalog at build time.
[[nodiscard]] std::span<const CatalogFile> catalog_files() noexcept;

/// All shipped boards, parsed. The tests prove that none has a complaint.
[[nodiscard]] std::vector<BoardDefinition> catalog();

/// The shipped board of that name.
[[nodiscard]] std::optional<BoardDefinition> find_board(std::string_view name);

}  // namespace adit::boards
