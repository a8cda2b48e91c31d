// See catalog.hpp; the file texts are in a generated source.
#include "boards/definition/catalog.hpp"

#include <algorithm>

#include "boards/definition/loader.hpp"

namespace adit::boards {

std::vector<BoardDefinition> catalog() {
    std::vector<BoardDefinition> boards;
    for (const CatalogFile& entry : catalog_files())
        if (auto board = parse_board(entry.text)) boards.push_back(*std::move(board));
    return boards;
}

std::optional<BoardDefinition> find_board(std::string_view name) {
    std::vector<BoardDefinition> boards = catalog();
    const auto found = std::ranges::find(boards, name, &BoardDefinition::name);
    if (found == boards.end()) return std::nullopt;
    return std::move(*found);
}

}  // namespace adit::boards
