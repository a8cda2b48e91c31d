// The Runner on a virtual Gamma under virtual time: it comes up, hashes, reacts, and always ends dark.
#include "boards/runtime/runner.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/inline_board.hpp"

namespace adit::boards {
namespace {

using namespace std::chrono_literals;
using safety::State;
using tests::InlineBoard;
using virtual_device::BoardOptions;
using virtual_device::Fault;

/// Rates that cost little real hashing: results are what counts here, not speed.
BoardOptions slow(double speed = 0.02) {
    BoardOptions options;
    options.zero_bits = 8;
    options.speed = speed;
    return options;
}

/// A board that hashes.
struct HashingBoard : InlineBoard {
    explicit HashingBoard(const BoardOptions& options = slow(), std::uint8_t claim_bits = 8)
        : InlineBoard{options, claim_bits} {
        runner->request_start();
        REQUIRE(run_until(State::hashing, 60s));
    }
    bool trips_within(Duration limit) {
        return run(limit, [&] { return is_dark(); });
    }
};

TEST_CASE("SA-2: a board starts unknown and is proven off before anything else") {
    InlineBoard board{slow(), 8};
    CHECK(board.runner->state() == State::unknown);
    REQUIRE(board.run_until(State::safe_off, 2s));
    CHECK(board.is_dark());
    CHECK(board.runner->is_off());
}

TEST_CASE("a board that is asked to comes up, hashes, and every credited result is real") {
    HashingBoard board;
    CHECK(board.gamma.observe().frequency.value == Approx(525).margin(1));
    CHECK(board.run(30s, [&] { return board.work.credited >= 20; }));
    CHECK(board.work.hardware_errors == 0);
    CHECK(board.work.unknown == 0);
    CHECK(board.runner->status().chips == 1);
    CHECK(board.runner->status().chip.has_value());
}

TEST_CASE("NV-6: the rail never leaves the board's limits from power-on to hashing to off") {
    HashingBoard board;
    board.run(5s);
    board.runner->request_stop();
    REQUIRE(board.run(2s, [&] { return board.runner->is_off(); }));
    CHECK(board.rail_highest >= Millivolts{1100});
    CHECK(board.rail_highest <= Millivolts{1250});
    CHECK(board.goes_dark());
}

TEST_CASE("a stop at any moment of the bring-up ends dark within a second") {
    const auto delay = GENERATE(0ms, 50ms, 300ms, 700ms, 1100ms, 1500ms, 2500ms, 5000ms, 9000ms);
    InlineBoard board{slow(), 8};
    board.runner->request_start();
    board.run(delay);
    board.runner->request_stop();
    CHECK(board.run(1s, [&] { return board.runner->is_off() && board.is_dark(); }));
}

TEST_CASE("a Runner that is destroyed while hashing leaves the rail off") {
    HashingBoard board;
    board.runner.reset();
    CHECK(board.goes_dark());
}

TEST_CASE("a board without work is parked after its idle time and comes back when there is work") {
    HashingBoard board;
    board.work.has_work_now = false;
    board.work.next_generation();
    REQUIRE(board.run_until(State::parked, 7min));
    CHECK(board.goes_dark());
    board.work.has_work_now = true;
    board.work.next_generation();
    CHECK(board.run_until(State::hashing, 60s));
}

TEST_CASE("a new generation voids the old jobs and sends a new one at once") {
    HashingBoard board;
    board.run(1500ms);
    const auto before = board.gamma.observe().jobs_accepted;
    board.work.next_generation();
    board.wake.notify();
    board.run(20ms);
    CHECK(board.gamma.observe().jobs_accepted == before + 1);
}

TEST_CASE("HZ-03: a chip temperature that becomes unknown cuts power within 3 s") {
    const auto fault = GENERATE(Fault::temp_open, Fault::temp_short);
    HashingBoard board;
    board.gamma.inject(fault);
    CHECK(board.trips_within(3s));
}

TEST_CASE("HZ-06: a stalled fan ends with the power off") {
    HashingBoard board;
    board.run(5s);
    board.gamma.inject(Fault::fan_stall);
    CHECK(board.trips_within(30s));
}

TEST_CASE("HZ-08: a regulator that trips by itself is noticed within 500 ms and its chain held in reset") {
    HashingBoard board;
    board.gamma.inject(Fault::regulator_trip);
    CHECK(board.run(1s, [&] { return !safety::is_energised(board.runner->state()); }));
    CHECK(board.run(1s, [&] { return board.is_dark(); }));
}

TEST_CASE("HZ-29: a bus that hangs while hashing loses the lease and ends with the chain held off") {
    HashingBoard board;
    board.gamma.inject(Fault::hang_i2c);
    REQUIRE(board.run(5s, [&] { return !safety::is_energised(board.runner->state()); }));
    board.gamma.inject(Fault::hang_i2c, 0);
    CHECK(board.run(5s, [&] { return board.is_dark(); }));
}

TEST_CASE("HZ-22: a muted chip shows a rate of zero and is switched off after 5 minutes") {
    HashingBoard board{slow(0.001), 8};
    board.gamma.inject(Fault::mute);
    board.run(31s);
    const auto credited = board.work.credited;
    REQUIRE(board.run(7min, [&] { return !safety::is_energised(board.runner->state()) && board.is_dark(); }));
    board.run(6min);
    CHECK(board.work.credited == credited);
}

TEST_CASE("a lost ticket register is rewritten when results fall below the claim") {
    HashingBoard board{slow(), 12};
    board.gamma.inject(Fault::lose_ticket);
    board.gamma.inject(Fault::brownout);
    board.run(2s);
    board.gamma.inject(Fault::lose_ticket, 0);
    CHECK(board.run(120s, [&] { return board.work.credited > 5; }));
}

TEST_CASE("a chip that resets itself is brought up again") {
    HashingBoard board;
    board.run(2s);
    board.gamma.inject(Fault::brownout);
    const auto credited = board.work.credited;
    CHECK(board.run(5min, [&] { return board.work.credited > credited + 20; }));
}

TEST_CASE("an unplugged port ends in a state without power") {
    HashingBoard board;
    board.data.is_unplugged = true;
    CHECK(board.run(5s, [&] { return !safety::is_energised(board.runner->state()); }));
}

}  // namespace
}  // namespace adit::boards
