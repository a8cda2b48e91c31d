// Whole seeds in small: the same seed is the same run, faults are followed by a board that is back, and what was once
// found stays found.
#include <chrono>

#include "boards/definition/catalog.hpp"
#include "boards/simulation/report.hpp"
#include "boards/simulation/simulation.hpp"
#include "tests/support/catch.hpp"

namespace adit::boards::simulation {
namespace {

using namespace std::chrono_literals;
using virtual_device::Fault;

SimulationResult run(std::uint64_t seed, Duration time) {
    Simulation simulation{{.definition = *find_board("bitaxe-gamma"), .seed = seed, .board_time = time}};
    return simulation.run();
}

std::size_t trouble(std::string_view name) {
    for (std::size_t i = 0; i < troubles().size(); ++i)
        if (troubles()[i].name == name) return i;
    FAIL("no such trouble: " << name);
    return 0;
}

/// A board that hashes, with everything that watches it.
struct Watched {
    explicit Watched(std::string_view board = "bitaxe-gamma") : name{board} {
        station.board.start();
        turn(60s, [&] { return station.board.runner().state() == safety::State::hashing; });
        turn(10s, [] { return false; });
        REQUIRE(station.board.runner().state() == safety::State::hashing);
    }
    template <class Done>
    bool turn(Duration time, Done done) {
        const Instant end = station.board.now() + time;
        while (station.board.now() < end && !done()) station.turn(end);
        return done();
    }
    [[nodiscard]] bool is_dark() const {
        const auto seen = station.board.device.observe();
        return !seen.is_reset_released || seen.rail < Millivolts{100};
    }

    std::string_view name;
    Trace trace;
    SimWork work{1, 1};
    Station station{
        {.definition = *find_board(name), .options = {.zero_bits = 1}, .start = Instant{} + 1h, .engines = 16},
        300us,
        10ms,
        work,
        trace};
};

TEST_CASE("the same seed is the same run to the last byte, another seed is another") {
    const SimulationResult first = run(3, 30min), again = run(3, 30min), other = run(4, 30min);
    CHECK(first.trace_hash == again.trace_hash);
    CHECK(first.events == again.events);
    CHECK(first.trace_hash != other.trace_hash);
}

TEST_CASE("NV-4 to NV-19: some hours of bursting faults end with boards that are back and nothing found") {
    Report report;
    for (const std::uint64_t seed : {21U, 22U, 23U}) report.add(run(seed, 2h));
    INFO(report.text(0));
    CHECK(report.is_pass());
    CHECK(report.days() > 0.2);
    CHECK(report.json("bitaxe-gamma", 0).starts_with(R"({"schema":"adit.sim/1")"));
}

TEST_CASE("HZ-03: a diode that opens costs the power within 3 s, and the table says so") {
    Watched world;
    world.station.set_trouble(trouble("temp_open"), 1);
    CHECK(world.turn(3s, [&] { return world.is_dark(); }));
    (void)world.turn(2s, [] { return false; });
    world.station.set_trouble(trouble("temp_open"), 0);
    (void)world.turn(2s, [] { return false; });
    CHECK(world.station.findings().empty());
    const auto& tallies = world.station.hazards().tallies();
    for (std::size_t row = 0; row < tallies.size(); ++row) {
        if (hazard_rows()[row].id != "HZ-03") continue;
        CHECK(tallies[row].fired == 1);
        CHECK(tallies[row].reacted == 1);
    }
}

TEST_CASE("NV-11, FI-S2: a board whose ports are gone is not asked without a pause") {
    Watched world;
    world.station.set_trouble(trouble("unplug"), 1);
    const std::uint64_t before = world.station.board.turns();
    (void)world.turn(10s, [] { return false; });
    CHECK(world.station.board.turns() - before < 10'000);
    CHECK(world.station.findings().empty());
}

TEST_CASE("NV-11: a line that takes nothing while the clock is lowered does not make the Runner spin") {
    Watched world;
    world.station.set_trouble(trouble("write_block"), 1);
    const std::uint64_t before = world.station.board.turns();
    (void)world.turn(5s, [] { return false; });
    CHECK(world.station.board.turns() - before < 20'000);
}

TEST_CASE("NV-11: nor does one that takes nothing while a hot board's clock goes down step by step") {
    Watched world;
    world.station.set_trouble(trouble("temp_drift"), 0.6);
    REQUIRE(world.turn(2min, [&] { return world.station.board.runner().state() == safety::State::derated; }));
    world.station.set_trouble(trouble("write_block"), 1);
    (void)world.turn(2s, [] { return false; });
    CHECK(world.station.findings().empty());
}

TEST_CASE("every board of the catalogue hashes on when nothing is wrong with it") {
    for (const BoardDefinition& board : catalog()) {
        INFO(board.name);
        Watched world{board.name};
        const auto is_hashing = [&] { return world.station.board.runner().state() == safety::State::hashing; };
        CHECK_FALSE(world.turn(3min, [&] { return !is_hashing(); }));
        CHECK(world.station.findings().empty());
        CHECK(world.work.of(DeviceIndex{}).credited > 0);
    }
}

TEST_CASE("NV-6: a bit that flips in an order to the four-phase regulator ends at the regulator's own ceiling") {
    Watched world{"nerdqaxe-plus"};
    world.station.set_trouble(trouble("vout_bit_flip"), 1);
    world.station.set_trouble(trouble("bad_nonce"), 0.1);  // HZ-23 orders a little more voltage
    (void)world.turn(5min, [] { return false; });
    CHECK(world.station.findings().empty());
    const auto seen = world.station.board.device.observe();
    CHECK(seen.rail_highest <= world.station.board.profile().rail(world.station.board.profile().envelope.core_max));
}

TEST_CASE("HZ-11: a healthy board whose counters are coarse hashes on at its clock") {
    Watched world;
    const auto is_hashing = [&] { return world.station.board.runner().state() == safety::State::hashing; };
    CHECK_FALSE(world.turn(8min, [&] { return !is_hashing(); }));
    CHECK(world.station.board.device.observe().frequency.value > 500.0);
}

TEST_CASE("NV-18: a process that finds its board powered behind silent ports is never busy for a second") {
    Watched world;
    world.station.set_trouble(trouble("silent_ports"), 1);
    world.station.kill();
    world.station.board.start();
    (void)world.turn(8s, [] { return false; });
    CHECK(world.station.findings().empty());
    CHECK_FALSE(world.is_dark());
}

TEST_CASE("SA-10, HZ-06: one odd reading does not clear a fan that stands still") {
    Watched world;
    world.station.set_trouble(trouble("fan_stall"), 1);
    (void)world.turn(8s, [] { return false; });
    world.station.set_trouble(trouble("read_zero"), 1);
    (void)world.turn(250ms, [] { return false; });
    world.station.set_trouble(trouble("read_zero"), 0);
    CHECK(world.turn(5s, [&] { return world.is_dark(); }));
    CHECK(world.station.findings().empty());
}

TEST_CASE("NV-13: a latch outlives the process, and only a person's visit ends it") {
    Watched world;
    world.station.set_trouble(trouble("reg_oc"), 1);
    CHECK(world.turn(3s, [&] { return world.station.is_latched(); }));
    world.station.set_trouble(trouble("reg_oc"), 0);
    (void)world.turn(1s, [] { return false; });
    world.station.kill();
    (void)world.turn(1s, [] { return false; });
    world.station.board.start();
    CHECK_FALSE(world.turn(60s, [&] { return !world.is_dark(); }));
    world.station.visit();
    CHECK(world.turn(60s, [&] { return world.station.board.runner().state() == safety::State::hashing; }));
    CHECK(world.station.findings().empty());
}

}  // namespace
}  // namespace adit::boards::simulation
