// What a board remembers across restarts, on a virtual Gamma: no power before it is stored, latches that stay, books
// that are closed only by a stop that was proven off.
#include "boards/runtime/keeping.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/inline_board.hpp"

namespace adit::boards {
namespace {

using namespace std::chrono_literals;
using safety::NotArmed;
using safety::Reason;
using safety::State;
using virtual_device::BoardOptions;
using virtual_device::Fault;

/// A disk in memory, as fast or slow as the test wants it.
class MemoryKeeper final : public Keeper {
public:
    Kept disk;  ///< what a restart would find
    bool is_stuck = false;
    int writes = 0;

    void settle() {
        is_stuck = is_pending_ = false;
        disk = newest_;
    }

private:
    [[nodiscard]] Kept do_found() const noexcept override { return disk; }
    void do_keep(const Kept& kept) noexcept override {
        newest_ = kept;
        ++writes;
        is_pending_ = is_stuck;
        if (!is_stuck) disk = kept;
    }
    [[nodiscard]] bool do_is_stored() const noexcept override { return !is_pending_; }

    Kept newest_;
    bool is_pending_ = false;
};

BoardOptions slow() {
    BoardOptions options;
    options.zero_bits = 8;
    options.speed = 0.02;
    return options;
}

/// As fast as expected, at a rate that costs nothing.
BoardOptions as_expected() {
    BoardOptions options;
    options.zero_bits = 2;
    return options;
}

struct KeptBoard : tests::InlineBoard {
    explicit KeptBoard(MemoryKeeper& keeper, const BoardOptions& options = slow()) : InlineBoard{options, 8, &keeper} {
        runner->request_start();
    }
    [[nodiscard]] bool has_power() const { return gamma.observe().rail > Millivolts{100}; }
    void stop() {
        runner->request_stop();
        REQUIRE(run(2s, [&] { return runner->is_off(); }));
        runner->sign_off();
    }
};

Kept latched(Reason reason) {
    Kept kept;
    kept.latch = LatchNote{.reason = reason};
    return kept;
}

/// Trips that still count.
int spent(const Kept& kept) {
    int trips = 0;
    for (const auto& place : kept.debt.trips)
        for (const std::uint16_t left : place) trips += left > 0 ? 1 : 0;
    return trips;
}

TEST_CASE("SA-4, SA-7: a board gets no power before its safe-off record is stored, and says why") {
    MemoryKeeper keeper;
    keeper.is_stuck = true;
    KeptBoard board{keeper};
    board.run(30s);
    CHECK_FALSE(board.has_power());
    CHECK(board.rail_highest < Millivolts{100});
    CHECK((board.runner->status().arming & safety::ArmingBits{NotArmed::config_unverified}.bits()) != 0);
    keeper.settle();
    CHECK(keeper.disk.is_energised);
    CHECK(board.run_until(State::hashing, 60s));
}

TEST_CASE("a board that nobody asks for power stores nothing") {
    MemoryKeeper keeper;
    tests::InlineBoard board{slow(), 8, &keeper};
    board.run(10s);
    board.runner->sign_off();
    CHECK(keeper.writes == 0);
}

TEST_CASE("SA-7: the mark of power is on disk while the board has any, and gone after a stop that is proven off") {
    MemoryKeeper keeper;
    KeptBoard board{keeper};
    REQUIRE(board.run_until(State::hashing, 60s));
    CHECK(keeper.disk.is_energised);
    board.stop();
    CHECK_FALSE(keeper.disk.is_energised);
    CHECK(keeper.disk.unclean_starts == 0);
}

TEST_CASE("SA-7: the mark stays when the stop could not be proven") {
    MemoryKeeper keeper;
    KeptBoard board{keeper};
    REQUIRE(board.run_until(State::hashing, 60s));
    board.gamma.inject(Fault::hang_i2c);
    board.runner->request_stop();
    CHECK_FALSE(board.run(2s, [&] { return board.runner->is_off(); }));
    board.runner->sign_off();
    CHECK(keeper.disk.is_energised);
    board.gamma.inject(Fault::hang_i2c, 0);
}

TEST_CASE("SA-11: a latch is stored with its reason and readings, before the operator is told") {
    MemoryKeeper keeper;
    KeptBoard board{keeper};
    REQUIRE(board.run_until(State::hashing, 60s));
    board.run(2s);
    board.gamma.inject(Fault::ignore_vout_write);
    board.gamma.inject(Fault::hang_i2c);
    REQUIRE(board.run_until(State::latched, 2min));
    REQUIRE(keeper.disk.latch);
    CHECK(safety::is_trip(keeper.disk.latch->reason));
    CHECK(board.runner->status().alarms > 0);
    CHECK(board.runner->status().alarm == safety::name(keeper.disk.latch->reason));
    board.gamma.inject(Fault::hang_i2c, 0);
}

TEST_CASE("SA-11, NV-13: a latched board comes up latched, stays dark whoever asks, and its latch is not rewritten") {
    MemoryKeeper keeper;
    keeper.disk = latched(GENERATE(Reason::over_current_shutdown, Reason::state_corrupt));
    const Kept before = keeper.disk;
    KeptBoard board{keeper};
    REQUIRE(board.run_until(State::latched, 5s));
    for (int i = 0; i < 5; ++i) {
        board.runner->request_start();
        board.run(1min);
    }
    CHECK(board.rail_highest < Millivolts{100});
    CHECK(board.runner->state() == State::latched);
    CHECK(board.runner->status().reason == safety::name(before.latch->reason));
    board.stop();
    CHECK(keeper.disk == before);
}

TEST_CASE("NV-18: a disk that hangs does not delay cutting power by one cycle") {
    MemoryKeeper keeper;
    KeptBoard board{keeper};
    REQUIRE(board.run_until(State::hashing, 60s));
    keeper.is_stuck = true;
    board.gamma.inject(Fault::temp_open);
    CHECK(board.run(4s, [&] { return board.is_dark(); }));
}

TEST_CASE("SA-11: after a trip there is no second power while its record is not stored") {
    MemoryKeeper keeper;
    KeptBoard board{keeper};
    REQUIRE(board.run_until(State::hashing, 60s));
    keeper.is_stuck = true;
    board.gamma.inject(Fault::hang_i2c);
    REQUIRE(board.run(2min, [&] { return !safety::is_energised(board.runner->state()); }));
    REQUIRE(board.run_until(State::latched, 2min));
    CHECK_FALSE(keeper.disk.latch);
    keeper.settle();
    CHECK(keeper.disk.latch);
    board.gamma.inject(Fault::hang_i2c, 0);
}

TEST_CASE("HZ-12, HZ-51: only unclean starts in a row are counted, and from the third on the board waits longer") {
    const auto waits = [](std::uint8_t unclean_before) {
        MemoryKeeper keeper;
        keeper.disk.is_energised = true;
        keeper.disk.unclean_starts = unclean_before;
        const safety::Memory memory = Keeping{&keeper}.memory_at_start({}, Instant{1h});
        return std::pair{memory.not_before - Instant{}, memory.cause};
    };
    CHECK(waits(0).first == 0s);
    CHECK(waits(1).first == 0s);
    CHECK(waits(2) == std::pair{Duration{1h + 5min}, Reason::brown_out_loop});
    CHECK(waits(3) == std::pair{Duration{1h + 15min}, Reason::brown_out_loop});
    CHECK(waits(5) == std::pair{Duration{1h + 30min}, Reason::restart_loop});
    CHECK(waits(255) == std::pair{Duration{1h + 30min}, Reason::restart_loop});
}

TEST_CASE("HZ-12: three starts that ended with the power on hold the board off for 5 minutes, then it hashes") {
    MemoryKeeper keeper;
    for (int kills = 0; kills < 3; ++kills) {
        KeptBoard board{keeper};
        REQUIRE(board.run_until(State::hashing, 60s));
        CHECK(keeper.disk.unclean_starts == kills);
        // Killed: nothing of this process runs any more.
    }
    KeptBoard board{keeper};
    board.run(290s);
    CHECK(board.rail_highest < Millivolts{100});
    CHECK(board.runner->status().reason == safety::name(Reason::brown_out_loop));
    CHECK(board.run_until(State::hashing, 120s));
}

TEST_CASE("HZ-51: a hold-off that is itself killed does not count as another start with power") {
    MemoryKeeper keeper;
    keeper.disk.is_energised = true;
    keeper.disk.unclean_starts = 2;
    for (int kills = 0; kills < 3; ++kills) {
        KeptBoard board{keeper};
        board.run(60s);
    }
    CHECK(keeper.disk.unclean_starts == 2);
    CHECK(keeper.disk.is_energised);
}

TEST_CASE("HZ-12: a clean stop ends the series of unclean starts") {
    MemoryKeeper keeper;
    keeper.disk.is_energised = true;
    keeper.disk.unclean_starts = 1;
    KeptBoard board{keeper};
    REQUIRE(board.run_until(State::hashing, 60s));
    CHECK(keeper.disk.unclean_starts == 2);
    board.stop();
    CHECK(keeper.disk.unclean_starts == 0);
}

TEST_CASE("ten minutes of hashing as expected make a point the last good one, once, and end a series of bad starts") {
    MemoryKeeper keeper;
    keeper.disk.is_energised = true;
    KeptBoard board{keeper, as_expected()};
    REQUIRE(board.run_until(State::hashing, 60s));
    board.run(9min);
    CHECK_FALSE(keeper.disk.last_good);
    board.run(6min);
    REQUIRE(keeper.disk.last_good);
    CHECK(keeper.disk.last_good->point == safety::SetPoint{Millivolts{1150}, Megahertz{525}});
    CHECK(keeper.disk.last_good->minutes == 10);
    CHECK(keeper.disk.unclean_starts == 0);
    const int writes = keeper.writes;
    board.run(12min);
    CHECK(keeper.writes == writes);
}

TEST_CASE("SA-11, HZ-48: a trip is stored once, when it happens, and counts on after a kill") {
    MemoryKeeper keeper;
    {
        KeptBoard board{keeper};
        REQUIRE(board.run_until(State::hashing, 60s));
        const int writes = keeper.writes;
        board.gamma.inject(Fault::temp_open);
        REQUIRE(board.run_until(State::cooldown, 10s));
        CHECK(keeper.writes == writes + 1);
        CHECK(spent(keeper.disk) == 1);
        board.run(5s);
        CHECK(keeper.writes == writes + 1);
        // Killed.
    }
    KeptBoard board{keeper};
    REQUIRE(board.run_until(State::hashing, 60s));
    CHECK(board.gamma.observe().frequency < Megahertz{430});  // 100 MHz below 525
}

TEST_CASE("SA-11: three trips in three lives of the process are three trips: the fourth latches") {
    MemoryKeeper keeper;
    for (int life = 0; life < 3; ++life) {
        KeptBoard board{keeper};
        REQUIRE(board.run_until(State::hashing, 35min));
        board.gamma.inject(Fault::temp_open);
        REQUIRE(board.run_until(State::cooldown, 10s));
        CHECK(spent(keeper.disk) == life + 1);
    }
    KeptBoard board{keeper};
    REQUIRE(board.run_until(State::hashing, 35min));
    board.gamma.inject(Fault::temp_open);
    CHECK(board.run_until(State::latched, 10s));
    REQUIRE(keeper.disk.latch);
    CHECK(spent(keeper.disk) == 3);
}

TEST_CASE("SA-11: what is left of a trip's hour runs on while the board does, and a clean stop notes how much") {
    MemoryKeeper keeper;
    keeper.disk.debt.trips.front() = {0, 150, 3600};
    KeptBoard board{keeper, as_expected()};
    REQUIRE(board.run_until(State::hashing, 60s));
    CHECK(spent(keeper.disk) == 2);
    board.run(3min);
    board.stop();
    REQUIRE(spent(keeper.disk) == 1);
    CHECK(keeper.disk.debt.trips.front()[2] < 3600 - 180);
    CHECK(keeper.disk.debt.trips.front()[2] > 3600 - 300);
}

TEST_CASE("HZ-12: sags in a row are counted on after a restart") {
    MemoryKeeper keeper;
    keeper.disk.debt = {.sags = 2, .sags_for = 1800};
    KeptBoard board{keeper};
    REQUIRE(board.run_until(State::hashing, 60s));
    board.gamma.inject(Fault::vin_sag, 1.0);
    REQUIRE(board.run_until(State::cooldown, 10s));
    CHECK(keeper.disk.debt.sags == 3);
    CHECK(keeper.disk.debt.sags_for == 7200);
}

TEST_CASE("a muted board never has a good point") {
    MemoryKeeper keeper;
    KeptBoard board{keeper, as_expected()};
    REQUIRE(board.run_until(State::hashing, 60s));
    board.gamma.inject(Fault::mute);
    board.run(15min);
    CHECK_FALSE(keeper.disk.last_good);
}

}  // namespace
}  // namespace adit::boards
