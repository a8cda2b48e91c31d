// The simulator's world: one board comes up under virtual time, is killed, restarted, forgotten.
#include <chrono>

#include "boards/definition/catalog.hpp"
#include "boards/simulation/sim_board.hpp"
#include "boards/simulation/sim_work.hpp"
#include "tests/support/catch.hpp"

namespace adit::boards::simulation {
namespace {

using namespace std::chrono_literals;
using safety::State;

constexpr Instant start = Instant{} + 1h;

struct OneBoard {
    OneBoard() { board.start(); }
    bool runs_until(State state, Duration limit) {
        const Instant end = board.now() + limit;
        while (board.now() < end && board.runner().state() != state) board.turn(end);
        return board.runner().state() == state;
    }
    void run(Duration time) {
        for (const Instant end = board.now() + time; board.now() < end;) board.turn(end);
    }
    [[nodiscard]] bool has_power() const { return board.device.observe().rail > Millivolts{100}; }

    Trace trace;
    SimWork work{2, 2};
    SimBoard board{
        {.definition = *find_board("bitaxe-gamma"), .options = {.zero_bits = 2, .speed = 0.004}, .start = start},
        work,
        &trace};
};

TEST_CASE("a simulated board comes up, hashes at its rate and every byte is traced") {
    OneBoard world;
    REQUIRE(world.runs_until(State::hashing, 60s));
    world.run(100s);
    CHECK(world.work.total().credited > 50);
    CHECK(world.work.total().hardware_errors == 0);
    CHECK(world.trace.events() > 1000);
    CHECK(world.trace.last(200).size() == 200);
}

TEST_CASE("HZ-14: a killed process leaves the board as it is, adit-safeoff and the next start do not") {
    OneBoard world;
    REQUIRE(world.runs_until(State::hashing, 60s));
    world.board.kill();
    world.run(1s);
    CHECK(world.has_power());
    SECTION("adit-safeoff") {
        CHECK(world.board.safe_off());
        world.run(1s);
        CHECK_FALSE(world.has_power());
    }
    SECTION("the next process switches off before anything else") {
        world.board.start();
        const auto is_off = [&] { return !world.board.device.observe().is_regulator_on; };
        for (const Instant end = world.board.now() + 1s; world.board.now() < end && !is_off();) world.board.turn(end);
        CHECK(is_off());
        CHECK(world.board.keeper.found().is_energised);
    }
}

TEST_CASE("what a process handed over is lost in a crash unless it was stored") {
    hal::VirtualClock clock{start};
    SimKeeper keeper{clock};
    keeper.delay = 100ms;
    Kept kept;
    kept.latch = LatchNote{.reason = safety::Reason::voltage_mismatch};
    keeper.keep(kept);
    CHECK_FALSE(keeper.is_stored());
    SECTION("too early") { keeper.crash(); }
    SECTION("stored in time") {
        clock.advance(100ms);
        CHECK(keeper.is_stored());
        keeper.crash();
        CHECK(keeper.found().latch.has_value());
        keeper.clear_latch();
    }
    CHECK_FALSE(keeper.found().latch.has_value());
}

TEST_CASE("a result of another board's work is a stranger, the same twice a duplicate") {
    SimWork work{0, 0};
    const auto given = work.next_work(DeviceIndex{0}, start);
    REQUIRE(given.has_value());
    const driver::Nonce nonce{.work = given->id, .nonce = 7, .version = 0x20000000};
    CHECK(work.report(DeviceIndex{1}, nonce) == NonceVerdict::unknown_work);
    CHECK(work.of(DeviceIndex{1}).strangers == 1);
    CHECK(work.report(DeviceIndex{0}, nonce) == NonceVerdict::credited);
    CHECK(work.report(DeviceIndex{0}, nonce) == NonceVerdict::duplicate);
    work.next_generation();
    CHECK(work.report(DeviceIndex{0}, {.work = given->id, .nonce = 8, .version = 0x20000000}) == NonceVerdict::stale);
}

}  // namespace
}  // namespace adit::boards::simulation
