// Virtual boards whose bridge runs another firmware than the plain one, driven by the production Runner and on the
// wire.
#include <array>

#include "tests/support/catch.hpp"
#include "tests/support/data_board.hpp"
#include "tests/support/inline_board.hpp"
#include "tests/unit/virtual/host_bench.hpp"

using namespace adit;
using namespace adit::boards;
using namespace std::chrono_literals;
using virtual_device::VirtualBoard;
using virtual_device::bench::hex;

namespace {

/// As in test_catalog_boards.cpp: the easiest nonces there are.
const virtual_device::BoardOptions thrifty{.zero_bits = 0, .grid = 50ms};
constexpr std::uint8_t claim_bits = 4;

BoardDefinition v1_board() { return tests::data_board("bridge-v1.toml"); }

/// The same parts on a Bonanza's lines: reset is 2, the chips' I/O hangs on its 5 V, the core on its regulator.
BoardDefinition bonanza_board() {
    BoardDefinition board = v1_board();
    board.control_bus.dialect = "bonanza";
    board.chain.reset_gpio = 2;
    board.regulator.io->gpio = 1;
    board.regulator.enable->gpio = 4;
    return board;
}

BoardDefinition plain_board() {
    BoardDefinition board = v1_board();
    board.control_bus.dialect = "v0";
    return board;
}

std::vector<std::byte> ask(VirtualBoard& board, std::string_view request) {
    board.control_received(hex(request), Instant{1s});
    std::vector<std::byte> answer(64);
    answer.resize(board.control_pending(answer, Instant{1s}));
    return answer;
}

bool comes_up(tests::InlineBoard& board) {
    board.runner->request_start();
    return board.run_until(safety::State::hashing, 60s);
}

}  // namespace

TEST_CASE("a virtual board's bridge answers in the dialect of its definition") {
    constexpr std::string_view release_reset = "07 00 09 00 06 00 01", no_such_line = "06 00 09 00 06 07";
    VirtualBoard plain{plain_board(), thrifty, Instant{}}, v1{v1_board(), thrifty, Instant{}};
    CHECK(ask(plain, release_reset) == hex("01 00 09 01"));
    CHECK(ask(v1, release_reset) == hex("05 00 09 00 01"));
    CHECK(ask(plain, no_such_line) == ask(v1, no_such_line));
    VirtualBoard bonanza{bonanza_board(), thrifty, Instant{}};
    CHECK(ask(bonanza, "06 00 09 00 06 02") == hex("04 00 09 00"));
}

TEST_CASE("a Bonanza's bridge does not release reset before its 5 V is on, and then switches everything off") {
    VirtualBoard board{bonanza_board(), thrifty, Instant{}};
    CHECK(ask(board, "07 00 01 00 06 04 01") == hex("04 00 01 01"));
    CHECK(board.observe().is_regulator_on);
    CHECK(ask(board, "07 00 02 00 06 02 01") == hex("04 00 02 12"));
    CHECK_FALSE(board.observe().is_regulator_on);
    CHECK_FALSE(board.observe().is_reset_released);
}

TEST_CASE("NV-6: a board behind a bridge of each dialect comes up, hashes in its envelope, and goes off when told") {
    const BoardDefinition definition = GENERATE(plain_board(), v1_board(), bonanza_board());
    CAPTURE(definition.control_bus.dialect);
    tests::InlineBoard board{definition, thrifty, claim_bits};
    REQUIRE(comes_up(board));
    (void)board.run(2s);
    CHECK(board.gamma.observe().is_hashing);
    CHECK(board.work.credited > 0);
    CHECK(board.work.hardware_errors == 0);
    CHECK(board.rail_highest <= definition.limits.core_max);
    board.runner->request_stop();
    CHECK(board.run(5s, [&] { return board.is_dark(); }));
}

TEST_CASE("HZ-14: a board stays energised when the control port closes, but behind a bridge that then makes it safe") {
    const BoardDefinition definition = GENERATE(plain_board(), v1_board(), bonanza_board());
    CAPTURE(definition.control_bus.dialect);
    tests::InlineBoard board{definition, thrifty, claim_bits};
    REQUIRE(comes_up(board));
    board.gamma.control_closed(board.clock.now());
    const bool is_safe = definition.control_bus.dialect == "bonanza";
    CHECK(board.gamma.observe().is_regulator_on != is_safe);
    CHECK(board.gamma.observe().is_reset_released != is_safe);
}

TEST_CASE("a board that is unplugged takes its bridge along") {
    tests::InlineBoard board{bonanza_board(), thrifty, claim_bits};
    REQUIRE(comes_up(board));
    board.gamma.inject(virtual_device::Fault::unplug);
    CHECK(board.goes_dark());
}
