// Descriptions may be ahead of the code: such a board is named, and never half driven.
#include "boards/host/drivable.hpp"

#include "boards/definition/catalog.hpp"
#include "tests/support/catch.hpp"

using namespace adit;
using namespace adit::boards;

TEST_CASE("SA-3 a board that this build cannot drive says why") {
    const auto reason = [](std::string_view name) { return why_not_drivable(*find_board(name)).value_or(""); };
    for (const auto* name :
         {"bitaxe-gamma", "bitaxe-gamma-duo", "bitaxe-gamma-turbo", "bitaxe-hex", "bitaxe-supra-hex"})
        CHECK(reason(name).empty());
    CHECK(reason("bitaxe-ultra").find("controller") != std::string::npos);
    CHECK(reason("nerdqaxe-plus").find("controller") != std::string::npos);
}

TEST_CASE("SA-3 a chain that cannot be addressed is not driven; one that takes midstates is") {
    BoardDefinition board = *find_board("bitaxe-max");
    board.control_bus.kind = ControlKind::bitaxe_raw;
    board.control_bus.dialect = "v0";
    CHECK_FALSE(why_not_drivable(board));
    board = *find_board("bitaxe-hex");
    board.chain.chip = ChipFamily::bm1373;
    CHECK_FALSE(why_not_drivable(board));
    board.chain.chips = 17;
    CHECK(why_not_drivable(board).value_or("").find("address") != std::string::npos);
}

TEST_CASE("SA-3 a board is not driven over a bridge dialect in which adit-safeoff could not switch it off") {
    BoardDefinition board = *find_board("bitaxe-gamma");
    for (const auto* dialect : {"v0", "v1", "bonanza"}) {
        board.control_bus.dialect = dialect;
        CHECK_FALSE(why_not_drivable(board));
    }
    board.control_bus.dialect = "v2";
    CHECK(why_not_drivable(board).value_or("").find("adit-safeoff") != std::string::npos);
}

TEST_CASE("every board of the catalogue can be driven as an emulator, whatever it hangs on in life") {
    for (const BoardDefinition& board : catalog()) {
        CAPTURE(board.name);
        CHECK_FALSE(why_not_emulated(board).has_value());
    }
    BoardDefinition long_chain = *find_board("q1373");
    long_chain.chain.chips = 17;
    CHECK(why_not_emulated(long_chain).value_or("").find("address") != std::string::npos);
}
