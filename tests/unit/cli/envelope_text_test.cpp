// What a person reads whose board file asks for too much.
#include "miner/cli/envelope_text.hpp"

#include "boards/definition/catalog.hpp"
#include "boards/safety/profile.hpp"
#include "tests/support/catch.hpp"

using namespace adit;

namespace {

std::string complaint(void (*bend)(boards::BoardDefinition&), std::string_view text = {}) {
    boards::BoardDefinition board = *boards::find_board("bitaxe-hex");
    bend(board);
    const auto profile = boards::safety::make_profile(board);
    REQUIRE_FALSE(profile);
    return miner::cli::explain(profile.error(), board, "my-board.toml", text);
}

}  // namespace

TEST_CASE("SA-3 a file that asks for too much reads the key, its line and how far it may go") {
    const auto widen = [](boards::BoardDefinition& board) { board.limits.core_max = Millivolts{1301}; };
    CHECK(complaint(widen, "schema = 1\n\nlimits = { core_max_mv = 1301 }\n") ==
          "my-board.toml:3: `limits.core_max_mv`: reaches outside what the chip and the regulator can take; "
          "at most 1300");
    CHECK(complaint(widen).starts_with("my-board.toml: `limits.core_max_mv`"));
}

TEST_CASE("SA-3 a rail that the regulator cannot make names the domains") {
    const std::string text = complaint([](boards::BoardDefinition& board) { board.chain.series_domains = 2; });
    CHECK(text.find("times 2 domains it must lie within 2500 to 4500 mV") != std::string::npos);
}

TEST_CASE("limits that contradict each other say so") {
    const std::string text =
        complaint([](boards::BoardDefinition& board) { board.limits.throttle = board.limits.emergency; });
    CHECK(text.find("`limits.throttle_c`: contradicts the other limits") != std::string::npos);
}
