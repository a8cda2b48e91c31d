// A board that is not a Gamma, from its definition alone: six chips in three domains, two thermometers, two fans.
#include "tests/support/catch.hpp"
#include "tests/unit/runtime/parts_board.hpp"

namespace adit::boards {
namespace {

using namespace std::chrono_literals;
using safety::NotArmed;
using safety::State;
using tests::HexBoard;

TEST_CASE("a Hex comes up from its definition, its rail at three times the core, and every credited result is real") {
    HexBoard board;
    board.runner->request_start();
    REQUIRE(board.run_until(State::hashing, 60s));
    CHECK(board.runner->status().chips == 6);
    CHECK(board.rail_highest.value > 3.5);
    CHECK(board.rail_highest.value <= 3.9);
    CHECK(board.runner->status().core->value == Approx(1.2).margin(0.01));
    CHECK(board.chain.observe(5).frequency.value == Approx(485).margin(4));
    CHECK(board.run(60s, [&] { return board.count().credited >= 20; }));
    CHECK(board.count().hardware_errors == 0);
    CHECK(board.count().unknown == 0);
    board.runner->request_stop();
    CHECK(board.run(1s, [&] { return board.runner->is_off(); }));
    CHECK_FALSE(board.regulator.is_on());
    CHECK_FALSE(board.reset.is_released());
}

TEST_CASE("SA-4: a Hex that lacks one of its parts is never switched on, and says what is missing") {
    HexBoard board;
    const auto refuses = [&](NotArmed bit) {
        board.runner->request_start();
        board.run(20s);
        CHECK(board.rail_highest.value == 0.0);
        CHECK(board.line.sent == 0);
        CHECK(board.has_bit(bit));
    };
    SECTION("one of two thermometers") {
        board.right.set_absent(true);
        refuses(NotArmed::temp_invalid);
    }
    SECTION("one of two thermometers, by another part") {
        board.left.set_stuck(0x0f, 0x7501);
        board.runner->request_start();
        CHECK(board.run_until(State::latched, 20s));
        CHECK(board.rail_highest.value == 0.0);
    }
    SECTION("one of two fans") {
        board.fans.fans[1].is_stalled = true;
        refuses(NotArmed::fan_unproven);
    }
    SECTION("the fan controller") {
        board.fans.set_absent(true);
        refuses(NotArmed::fan_unproven);
    }
    SECTION("12 V") {
        board.set_input(Volts{9.0});
        refuses(NotArmed::vin_out);
    }
    SECTION("cool chips") {
        board.right.set_temperature(Celsius{66.0});  // and 10 for its distance
        refuses(NotArmed::temp_high);
    }
}

TEST_CASE("HZ-02, HZ-03, HZ-06: any one thermometer or fan of a Hex ends its power") {
    HexBoard board;
    board.runner->request_start();
    REQUIRE(board.run_until(State::hashing, 60s));
    board.run(10s);
    const auto trips_within = [&](Duration limit) {
        return board.run(limit, [&] { return !board.regulator.is_on() && !board.reset.is_released(); });
    };
    SECTION("one is hot") {
        board.left.set_temperature(Celsius{71.0});
        CHECK(trips_within(1s));
    }
    SECTION("one is gone") {
        board.right.set_absent(true);
        CHECK(trips_within(3s));
    }
    SECTION("one fan stands") {
        board.fans.fans[0].is_stalled = true;
        CHECK(trips_within(30s));
    }
    SECTION("the bus hangs") {
        board.bus.set_stuck(hal::I2cError::timeout);
        CHECK(board.run(5s, [&] { return !safety::is_energised(board.runner->state()); }));
    }
}

TEST_CASE("HZ-20: a Hex whose chain breaks off hashes on what is there, and says how many that are") {
    HexBoard board;
    board.chain.inject(virtual_device::Fault::dead, 5);
    board.runner->request_start();
    REQUIRE(board.run(60s, [&] { return board.count().credited >= 20; }));
    CHECK(board.runner->status().chips == 5);
    CHECK(board.runner->status().chips_expected == 6);
    CHECK(board.chain.observe().hashing == 5);
    CHECK(board.count().hardware_errors == 0);
}

TEST_CASE("HZ-29: a bus that hangs is set up again after three time-outs, and the board comes back") {
    HexBoard board;
    board.runner->request_start();
    REQUIRE(board.run_until(State::hashing, 60s));
    board.run(5s);
    REQUIRE(board.medic.calls == 0);
    board.bus.set_stuck(hal::I2cError::timeout);
    CHECK(board.run(2s, [&] { return board.medic.calls == 1; }));
    // Meanwhile nobody knew whether the fans turned: the power goes (HZ-07), and comes back.
    CHECK(board.run_until(State::cooldown, 1s));
    CHECK(board.run_until(State::hashing, 3min));
    CHECK(board.medic.calls == 1);
}

TEST_CASE("HZ-29: a bus that cannot be freed is tried once in ten seconds, and its board is without power") {
    HexBoard board;
    board.medic.is_skilled = false;
    board.runner->request_start();
    REQUIRE(board.run_until(State::hashing, 60s));
    board.bus.set_stuck(hal::I2cError::timeout);
    board.run(2s);
    CHECK(board.medic.calls == 1);
    board.run(7s);
    CHECK(board.medic.calls == 1);
    CHECK_FALSE(safety::is_energised(board.runner->state()));
    board.run(53s);
    CHECK(board.medic.calls >= 5);
    CHECK(board.medic.calls <= 7);
}

TEST_CASE("SA-5: the heartbeat of a board comes with the lease, and stops with it") {
    HexBoard board;
    board.run(5s);
    CHECK(board.heart.beats == 0);
    board.runner->request_start();
    REQUIRE(board.run_until(State::hashing, 60s));
    const auto beats_in = [&](Duration time) {
        const int before = board.heart.beats;
        board.run(time);
        return board.heart.beats - before;
    };
    CHECK(beats_in(10s) >= 30);
    SECTION("a Supervisor that stands still") {
        // The Runner goes on, but every reading it could judge by is gone: no lease, no beat.
        board.medic.is_skilled = false;
        board.bus.set_stuck(hal::I2cError::timeout);
        CHECK(beats_in(10s) <= 2);
    }
    SECTION("a host that stands still") {
        board.clock.advance(10s);
        CHECK(beats_in(1s) == 0);
    }
    SECTION("a stop") {
        board.runner->request_stop();
        CHECK(beats_in(2s) <= 1);
    }
}

TEST_CASE("HZ-28: a Hex without any chip, or with one that answers twice, gets no work") {
    HexBoard board;
    SECTION("none") { board.chain.inject(virtual_device::Fault::dead, 0); }
    SECTION("seven answers") { board.chain.inject(virtual_device::Fault::double_answer, 2); }
    board.runner->request_start();
    board.run(30s);
    CHECK(board.count().handed_out == 0);
}

}  // namespace
}  // namespace adit::boards
