// Rare meetings: two hazards at once, boards without a usual part, transfers that fail one at a time.
#include "boards/safety/trip_policy.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/safety/bench.hpp"
#include "tests/unit/safety/gate_bench.hpp"

namespace adit::boards::safety::test {

TEST_CASE("TM-5, SA-4: a preflight in which any single transfer fails either repeats it or leaves the core unarmed") {
    unsigned unarmed = 0, last = 0;
    for (unsigned failing = 1; failing < 200; ++failing) {
        GateBench bench;
        bench.regulator.fails_at = failing;
        const ArmingBits bits = bench.gate.preflight();
        last = std::max(last, bench.regulator.transfers);
        bench.regulator.fails_at.reset();
        bench.gate.set_permit(bench.permit(), bench.now);
        CAPTURE(failing);
        CHECK(bench.gate.core_on(Millivolts{1150}, bench.now).has_value() == bits.is_empty());
        if (!bits.is_empty()) ++unarmed;
    }
    CHECK(last < 200);  // every transfer had its turn
    CHECK(unarmed > 60);
}

TEST_CASE("SA-4: an input above the window is a reason not to arm") {
    GateBench bench;
    bench.regulator.input_word = 0xcb50;  // LINEAR11: 6.6 V
    CHECK(bench.gate.preflight() == ArmingBits{NotArmed::vin_out});
}

TEST_CASE("a core that cannot be switched on is switched off again, and a step from off goes straight to its target") {
    GateBench bench;
    bench.arm();
    CHECK(bench.gate.next_step(Millivolts{1150}) == Millivolts{1150});
    bench.regulator.deaf = FakeTps546::operation;
    CHECK(is_denied(bench.gate.core_on(Millivolts{1150}, bench.now), Denied::regulator_failed));
    CHECK_FALSE(bench.regulator.is_on());
    bench.regulator.deaf.reset();
    bench.energise();
    CHECK(bench.gate.next_step(Millivolts{1250}) == Millivolts{1175});
    bench.regulator.fails = hal::I2cError::timeout;
    CHECK(bench.gate.glance().error() == driver::peripheral::PeripheralError::timeout);
}

TEST_CASE("HZ-20, HZ-21: of two recoveries due at once only the harder one is ordered, and only it is counted") {
    Bench bench;
    bench.facts.chain.expected = 12;
    bench.facts.chain.present = bench.facts.chain.working = 11;
    bench.to_ramp();
    bench.step(Event::ramp_done);
    bench.run(8s);
    bench.facts.chain.working = 10;
    REQUIRE(bench.ticks_until(State::safe_off, 5s));
    CHECK(bench.did(Action::reinit));
    CHECK_FALSE(bench.did(Action::chain_reset));
    CHECK(bench.memory.dead_chips.count + bench.memory.missing_stage == 1);
}

TEST_CASE("HZ-21, HZ-22, HZ-24, HZ-26: one recovery at a time, whatever else is due") {
    const auto prepared = [] {
        Bench bench;
        bench.to_hashing();
        bench.facts.chain.results = 400;
        bench.facts.chain.expected = bench.facts.chain.present = bench.facts.chain.working = 12;
        bench.run(20s);
        return bench;
    };
    Bench silent = prepared();
    silent.facts.chain.working = 11;
    silent.run(2s);
    silent.facts.chain.duplicate_share = 0.5;
    silent.facts.chain.bad_frames_per_second = 100;
    silent.step();
    CHECK(silent.did(Action::chain_reset));
    CHECK(silent.memory.repeats.count == 0);

    Bench starving = prepared();
    starving.is_mining = false;
    starving.facts.verified_rate = {0};
    starving.memory.starving = {.since = starving.now - 44s - 900ms, .stage = 1};
    starving.facts.chain.duplicate_share = 0.5;
    starving.step();
    CHECK(starving.did(Action::chain_reset));
    CHECK(starving.memory.starving.stage == 1);  // its own reset is still to come
}

TEST_CASE("HZ-22: a ladder that is entered late still begins with its gentlest rung") {
    Bench bench;
    bench.facts.expected_nonces_per_second = 0;  // then five seconds are the longest silence
    bench.to_hashing();
    bench.is_mining = false;
    bench.facts.verified_rate = {0};
    bench.run(20s);
    bench.memory.starving = {.since = bench.now - 2min, .stage = 0};
    bench.step();
    CHECK(bench.did(Action::resend_work));
    CHECK_FALSE(bench.did(Action::reinit));
}

TEST_CASE("a board without a fan arms and hashes without one") {
    BoardDefinition passive = gamma();
    passive.fans.clear();
    Bench bench;
    bench.profile = *make_profile(passive);
    bench.memory = memory_at_start(bench.profile);
    bench.fan = Rpm{0};
    bench.duty = Sensed<Percent>{{}, Invalid::no_ack};
    bench.to_hashing();
    bench.run(1min);
    CHECK(bench.state() == State::hashing);
}

TEST_CASE(
    "HZ-06, HZ-07: fans faster than told are not held either; one that slows down unseen by the chip still trips") {
    Bench fast;
    fast.to_hashing();
    fast.duty = Sensed<Percent>{fast.memory.fan_duty + Percent{3}};
    fast.run(500ms);
    CHECK(fast.memory.cause == Reason::fan_unreachable);
    Bench blind;
    blind.to_hashing();
    blind.fan = Rpm{0};
    blind.run(5s);
    blind.chip.broken = Invalid::timeout;
    blind.step();
    blind.chip.broken.reset();
    CHECK_FALSE(blind.memory.watch.fan_low_chip);
    REQUIRE(blind.ticks_until(State::cooldown, 6s));
    CHECK(blind.memory.cause == Reason::fan_stalled);
}

TEST_CASE("HZ-10: as long as no voltage was set there is none to compare with") {
    Bench bench;
    bench.to_hashing();
    bench.facts.core_set = {0};
    bench.rail.value = {0.2};
    bench.run(5s);
    CHECK(bench.state() == State::hashing);
}

TEST_CASE("a standing hold keeps a wanted board off, and losing the work ends a ramp") {
    Bench held;
    held.holds = {NotArmed::no_profile};
    held.to_preflight();
    CHECK(held.state() == State::safe_off);
    CHECK(held.last.not_armed.contains(NotArmed::no_profile));
    Bench ramping;
    ramping.to_ramp();
    ramping.facts.has_live_work = false;
    ramping.step();
    CHECK(ramping.state() == State::energised_idle);
}

TEST_CASE("NV-13: an unknown board stays unknown however often off fails, and a latch may be cleared there") {
    Bench bench;
    bench.memory = memory_at_start(bench.profile, Reason::voltage_mismatch);
    for (int i = 0; i < 4; ++i) bench.step(Event::off_failed);
    CHECK(bench.state() == State::unknown);
    CHECK(bench.memory.latched == Reason::voltage_mismatch);
    bench.step(Event::latch_cleared);
    CHECK(bench.state() == State::unknown);
    CHECK_FALSE(bench.memory.latched);
    CHECK(retries_of(Reason::none) == 0);
    CHECK(book_trip(bench.memory, Reason::operator_stop, bench.now, {}) == std::nullopt);
}

TEST_CASE("SA-3: an envelope that starts at nothing, or throttles at nothing, contradicts itself") {
    const Envelope wide{.core_max = {9000},
                        .rail_max = {9000},
                        .frequency_max{9000},
                        .throttle{900},
                        .emergency{900},
                        .vrm_trip{900},
                        .input_power_max{900},
                        .input_current_max{900}};
    Envelope narrow_one = wide;
    narrow_one.core_min = {1000};
    narrow_one.rail_min = {1000};
    narrow_one.throttle = {80};
    REQUIRE(narrow(wide, narrow_one));
    const auto field_of = [&](auto change) {
        Envelope changed = narrow_one;
        change(changed);
        return narrow(wide, changed).error().field;
    };
    CHECK(field_of([](Envelope& e) { e.core_min = {0}; }) == EnvelopeField::core_max);
    CHECK(field_of([](Envelope& e) { e.rail_min = {0}; }) == EnvelopeField::rail);
    CHECK(field_of([](Envelope& e) { e.throttle = {0}; }) == EnvelopeField::throttle);
    for (const ChipFamily chip : {ChipFamily::bm1362, ChipFamily::bm1387})
        CHECK(compiled_envelope(chip, RegulatorPart::tps53667).core_max > Millivolts{0});
}

TEST_CASE("a board whose default point, fans or meters do not fit has no profile") {
    const auto field_of = [](auto change) {
        BoardDefinition board = gamma();
        change(board);
        return make_profile(board).error().field;
    };
    CHECK(field_of([](BoardDefinition& b) { b.default_point.core = {999}; }) == EnvelopeField::default_core);
    CHECK(field_of([](BoardDefinition& b) { b.fans[0].min_duty = {101}; }) == EnvelopeField::fan_floor);
    CHECK(field_of([](BoardDefinition& b) { b.regulator.part = RegulatorPart::ds4432u; }) == EnvelopeField::sensors);
    BoardDefinition late = gamma();
    late.sensors.push_back({Measures::regulator, SensorPart::tmp1075, 0x49, Checkpoint::diode, {}});
    late.sensors[1].valid_after = Checkpoint::diode;
    CHECK_FALSE(make_profile(late)->has_board_sensor);
    CHECK(make_profile(late)->has_regulator_sensor);  // its own
}

}  // namespace adit::boards::safety::test
