// What a board does not have is not asked for, and what it has instead is: boards without telemetry of their regulator,
// boards whose only thermometer is at the chip. See profile.hpp.
#include "boards/definition/catalog.hpp"
#include "boards/safety/supply.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/safety/bench.hpp"

namespace adit::boards::safety::test {

namespace {

/// A Bitaxe Ultra: DS4432U, INA260, a chip sensor that is always readable.
struct UltraBench : Bench {
    UltraBench() {
        profile = *make_profile(*find_board("bitaxe-ultra"));
        memory = memory_at_start(profile);
        facts.core_set = profile.default_point.core;
        chip.value = {50};
        for (auto* silent : {&board, &vrm}) silent->broken = Invalid::not_yet;
        rail.broken = Invalid::not_yet;
    }
};

ArmingBits bits_of(void (*bend)(UltraBench&)) {
    UltraBench bench;
    bench.step(Event::off_confirmed);
    bench.step(Event::start_request);
    bend(bench);
    bench.step(Event::preflight_passed);
    CHECK_FALSE(bench.last.permit.power);
    return bench.last.not_armed;
}

}  // namespace

TEST_CASE("SA-4: a board without a regulator's telemetry arms and hashes on the instruments it has") {
    UltraBench bench;
    bench.to_hashing();
    CHECK(is_hashing(bench.state()));
    bench.run(10s);
    CHECK(is_hashing(bench.state()));
    CHECK(bench.last.permit.lease_until > bench.now);
    CHECK(bench.last.permit.power);
}

TEST_CASE("SA-4: each instrument such a board has is needed: meter, chip sensor, fan, the regulator's setting") {
    CHECK(bits_of([](UltraBench& b) { b.input.broken = Invalid::no_ack; }) == ArmingBits{NotArmed::vin_out});
    CHECK(bits_of([](UltraBench& b) { b.input.value = Volts{4.7}; }) == ArmingBits{NotArmed::vin_out});
    CHECK(bits_of([](UltraBench& b) { b.input.value = Volts{6.6}; }) == ArmingBits{NotArmed::vin_out});
    CHECK(bits_of([](UltraBench& b) { b.chip.broken = Invalid::no_ack; }) == ArmingBits{NotArmed::temp_invalid});
    CHECK(bits_of([](UltraBench& b) { b.chip.value = Celsius{75}; }) == ArmingBits{NotArmed::temp_high});
    CHECK(bits_of([](UltraBench& b) { b.regulator.broken = Invalid::no_ack; }) == ArmingBits{NotArmed::reg_absent});
}

TEST_CASE("SA-5: without its power meter the lease of such a board runs out") {
    UltraBench bench;
    bench.to_hashing();
    bench.power.broken = Invalid::no_ack;
    bench.run(6s);
    CHECK_FALSE(is_energised(bench.state()));
}

TEST_CASE("HZ-08: a regulator that no longer holds its setting ends the power of a board without status") {
    UltraBench bench;
    bench.to_hashing();
    bench.regulator.broken = Invalid::implausible;
    bench.run(1s);
    CHECK_FALSE(is_energised(bench.state()));
    CHECK(bench.memory.cause == Reason::regulator_silent);
}

TEST_CASE("without another sensor the chip's own steers the fans while the power is off") {
    UltraBench bench;
    bench.step(Event::off_confirmed);
    bench.run(1s);
    CHECK(bench.memory.fan_duty == bench.profile.fan_min_duty);
    bench.chip.value = Celsius{69};
    bench.run(1s);
    CHECK(bench.memory.fan_duty > Percent{90});
    bench.chip.broken = Invalid::no_ack;
    bench.run(1s);
    CHECK(bench.memory.fan_duty == Percent{100});
}

TEST_CASE("HZ-12: the supply window is that of the power stage") {
    CHECK(supply_window(RegulatorPart::tps546d24a, Tps546Family::single_5v) == SupplyWindow{{4.8}, {6.5}, {4.5}});
    CHECK(supply_window(RegulatorPart::tps546d24a, Tps546Family::series_12v) == SupplyWindow{{11.5}, {14.8}, {11.0}});
    CHECK(supply_window(RegulatorPart::tps53667, Tps546Family::single_5v) == SupplyWindow{{11.0}, {14.8}, {10.5}});
    CHECK(supply_window(RegulatorPart::ds4432u, Tps546Family::single_5v) == SupplyWindow{{4.8}, {6.5}, {4.5}});
    for (const BoardDefinition& board : catalog()) {
        const auto profile = make_profile(board);
        REQUIRE(profile);
        CHECK(profile->input_min.value > 0.0);
        CHECK(profile->input_min < profile->input_max);
    }
}

}  // namespace adit::boards::safety::test
