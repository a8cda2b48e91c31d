// The steps of a record against the virtual board's bridge: on means on, off is proven, silence is not off.
#include "boards/safeoff/replay.hpp"

#include <chrono>

#include "boards/host/off_board_of.hpp"
#include "boards/safeoff/known_boards.hpp"
#include "boards/safeoff/off_board.hpp"
#include "hal/bridge/bridge_i2c.hpp"
#include "hal/bridge/bridge_pin.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/data_board.hpp"
#include "tests/support/inline_board.hpp"

namespace adit::boards::safeoff {
namespace {

using namespace std::chrono_literals;
using hal::bridge::Dialect;
using safety::State;
using virtual_device::BoardOptions;
using virtual_device::Fault;

BoardOptions slow() {
    BoardOptions options;
    options.zero_bits = 8;
    options.speed = 0.02;
    return options;
}

/// A board that hashes and whose Runner is never called again: killed, as far as the board can tell.
struct AbandonedBoard : tests::InlineBoard {
    AbandonedBoard() : InlineBoard{slow(), 8} {
        runner->request_start();
        REQUIRE(run_until(State::hashing, 60s));
    }
    std::vector<OffStep> steps = off_steps(*find_off_board("bitaxe-gamma"));
};

TEST_CASE("HZ-14: a board left hashing is switched off and held in reset by the steps of its record") {
    AbandonedBoard board;
    CHECK(replay(board.steps, board.control, board.clock) == OffVerdict::off);
    CHECK(board.goes_dark());
}

TEST_CASE("SA-2: replaying the steps on a board that is off proves it once more") {
    tests::InlineBoard board{slow(), 8};
    const auto steps = off_steps(*find_off_board("bitaxe-gamma"));
    CHECK(replay(steps, board.control, board.clock) == OffVerdict::off);
    CHECK(replay(steps, board.control, board.clock) == OffVerdict::off);
    CHECK(board.goes_dark());
}

TEST_CASE("SA-8: with the I2C bus hanging the chain is still held in reset, and the board does not count as off") {
    AbandonedBoard board;
    board.gamma.inject(Fault::hang_i2c);
    CHECK(replay(board.steps, board.control, board.clock) == OffVerdict::no_answer);
    CHECK_FALSE(board.gamma.observe().is_reset_released);
}

TEST_CASE("SA-9: a port that is gone is not off") {
    AbandonedBoard board;
    board.control.is_unplugged = true;
    CHECK(replay(board.steps, board.control, board.clock) == OffVerdict::no_answer);
}

TEST_CASE("a proof that does not hold is told apart from silence") {
    tests::InlineBoard board{slow(), 8};
    auto steps = off_steps(*find_off_board("bitaxe-gamma"));
    for (OffStep& step : steps)
        if (step.is_proof) step.expected[0] = ~step.expected[0];
    CHECK(replay(steps, board.control, board.clock) == OffVerdict::not_off);
    CHECK(text(OffVerdict::not_off) != text(OffVerdict::no_answer));
}

TEST_CASE("a bridge in the middle of a transaction of its dead master is brought back into step") {
    AbandonedBoard board;
    const auto request = hal::bridge::encode_gpio_read(5, 0);
    (void)board.control.write(request.bytes().first(3));
    CHECK(replay(board.steps, board.control, board.clock) == OffVerdict::off);
    CHECK(board.goes_dark());
}

/// A board's bridge in another dialect: the steps are made of the definition, as the miner makes them.
BoardDefinition board_of(std::string_view dialect) {
    BoardDefinition board = tests::data_board("bridge-v1.toml");
    board.control_bus.dialect = dialect;
    if (dialect != "bonanza") return board;
    board.chain.reset_gpio = 2;
    board.regulator.io->gpio = 1;
    board.regulator.enable->gpio = 4;
    return board;
}

TEST_CASE("HZ-14: a board left hashing behind a bridge of any dialect is switched off by the steps of its record") {
    const BoardDefinition definition = board_of(GENERATE("v0", "v1", "bonanza"));
    CAPTURE(definition.control_bus.dialect);
    tests::InlineBoard board{definition, slow(), 8};
    board.runner->request_start();
    REQUIRE(board.run_until(State::hashing, 60s));
    REQUIRE(board.gamma.observe().is_regulator_on);
    const OffRecord record = make_off_record(*off_board_of(definition), "serial:/dev/a", "/dev/a");
    REQUIRE(encode(record));
    CHECK(replay(record.steps, board.control, board.clock, record.dialect) == OffVerdict::off);
    CHECK(board.goes_dark());
}

TEST_CASE("SA-9: steps sent in a dialect that the bridge does not speak never prove a board off") {
    const std::string_view spoken = GENERATE("v0", "v1");
    const Dialect believed = spoken == "v0" ? Dialect::v1 : Dialect::v0;
    const BoardDefinition definition = board_of(spoken);
    tests::InlineBoard board{definition, slow(), 8};
    const auto steps = off_steps(*off_board_of(definition));
    CHECK(replay(steps, board.control, board.clock, believed) != OffVerdict::off);
}

}  // namespace
}  // namespace adit::boards::safeoff
