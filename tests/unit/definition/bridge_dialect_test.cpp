// The dialect of a board's bridge, as a board file may name it.
#include <string>

#include "boards/definition/catalog.hpp"
#include "boards/definition/loader.hpp"
#include "tests/support/catch.hpp"

namespace adit::boards {
namespace {

/// The Gamma file with another dialect.
std::string gamma_speaking(const std::string& dialect) {
    for (const CatalogFile& entry : catalog_files()) {
        if (entry.file != "bitaxe-gamma.toml") continue;
        std::string text{entry.text};
        const std::string piece = "dialect = \"v0\"";
        const auto at = text.find(piece);
        REQUIRE(at != std::string::npos);
        return text.replace(at, piece.size(), "dialect = \"" + dialect + "\"");
    }
    return {};
}

}  // namespace

TEST_CASE("a board file may name each of the three bridge dialects") {
    for (const std::string dialect : {"v0", "v1", "bonanza"}) {
        const auto board = parse_board(gamma_speaking(dialect));
        REQUIRE(board);
        CHECK(board->control_bus.dialect == dialect);
    }
}

TEST_CASE("a dialect that is none is explained with those that are") {
    for (const std::string dialect : {"v2", "V1", "Bonanza"}) {
        const auto board = parse_board(gamma_speaking(dialect));
        REQUIRE_FALSE(board);
        REQUIRE(board.error().size() == 1);
        CHECK(board.error()[0].text.find("\"v0\", \"v1\" or \"bonanza\"") != std::string::npos);
        CHECK(board.error()[0].line > 0);
    }
}

}  // namespace adit::boards
