// The safe-off record of any definition is the one of the table made of the catalogue.
#include "boards/host/off_board_of.hpp"

#include "boards/definition/catalog.hpp"
#include "tests/support/catch.hpp"

namespace adit::boards {
namespace {

TEST_CASE("what a definition says about switching off is what the table of the build says") {
    for (const BoardDefinition& board : catalog()) {
        INFO(board.name);
        const auto made = off_board_of(board);
        const auto* const listed = safeoff::find_off_board(board.name);
        REQUIRE(listed != nullptr);
        CHECK(made.has_value() == (listed->bus != safeoff::OffBus::native));
        if (made) CHECK(*made == *listed);
    }
}

TEST_CASE("a board of one's own is switched off where its own file says, whatever name it has") {
    BoardDefinition board = *find_board("bitaxe-gamma");
    board.regulator.address = 0x25;
    CHECK(off_board_of(board)->operation == 0x25);
    board.regulator.part = RegulatorPart::tps53647;
    CHECK_FALSE(off_board_of(board));
}

}  // namespace
}  // namespace adit::boards
