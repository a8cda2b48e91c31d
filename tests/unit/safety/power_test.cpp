// Regulator, supply, lease and punctuality of a hashing board. See watch_power.cpp, watch_rate.cpp.
#include "tests/support/catch.hpp"
#include "tests/unit/safety/bench.hpp"

namespace adit::boards::safety::test {

TEST_CASE("SA-5: the lease is three seconds from the oldest reading it rests on") {
    Bench bench;
    bench.to_hashing();
    CHECK(bench.last.permit.lease_until == bench.now + 3s);
    bench.is_frozen = true;
    bench.step();
    CHECK(bench.last.permit.lease_until == bench.now - 250ms + 3s);
}

TEST_CASE("SA-5: a cycle without a valid reading does not renew the lease, when it is over, power is off") {
    const auto lapse = [](auto bend) {
        Bench bench;
        bench.to_hashing();
        const Instant granted = bench.last.permit.lease_until;
        bend(bench);
        while (is_energised(bench.state())) {
            CHECK(bench.last.permit.lease_until == granted);
            bench.step();
        }
        CHECK(bench.now == granted);
        return bench.memory.cause;
    };
    CHECK(lapse([](Bench& b) { b.board.broken = Invalid::bus; }) == Reason::lease_expired);
    CHECK(lapse([](Bench& b) { b.vrm.broken = Invalid::timeout; }) == Reason::lease_expired);
    CHECK(lapse([](Bench& b) { b.rail.broken = Invalid::timeout; }) == Reason::lease_expired);
    CHECK(lapse([](Bench& b) { b.power.broken = Invalid::timeout; }) == Reason::lease_expired);
}

TEST_CASE("SA-5, NV-7: fresh readings of everything else do not stretch a lease beyond the chip's last temperature") {
    Bench bench;
    bench.to_hashing();
    bench.chip_read_at = bench.now;
    bench.run(1s);
    CHECK(bench.last.permit.lease_until == *bench.chip_read_at + 3s);
}

TEST_CASE("SA-11: the second lapsed lease within an hour latches") {
    Bench bench;
    bench.to_hashing();
    bench.board.broken = Invalid::bus;
    REQUIRE(bench.ticks_until(State::cooldown, 5s));
    bench.board.broken.reset();
    bench.step(Event::off_confirmed);
    REQUIRE(bench.ticks_until(State::preflight, 1min));
    bench.to_hashing();
    bench.board.broken = Invalid::bus;
    REQUIRE(bench.ticks_until(State::latched, 5s));
    CHECK(bench.memory.latched == Reason::lease_expired);
}

TEST_CASE("SA-12: a cycle more than a second late trips, a second does not") {
    Bench bench;
    bench.to_hashing();
    bench.step(Event::tick, 1s);
    CHECK(bench.state() == State::hashing);
    bench.step(Event::tick, 1s + 1ns);
    CHECK(bench.memory.cause == Reason::supervisor_late);
    Bench gone;
    gone.to_hashing();
    gone.is_frozen = true;
    gone.step(Event::tick, 1min);
    CHECK(gone.memory.cause == Reason::lease_expired);  // not the old readings, which are only its consequence
}

TEST_CASE("HZ-08: regulator faults trip at the first sight, over-voltage and over-current latch") {
    const auto see = [](std::uint16_t word, bool off_while_on) {
        Bench bench;
        bench.to_hashing();
        bench.regulator.value = {word, off_while_on};
        bench.step();
        CHECK(bench.did(Action::trip_sequence));
        CHECK((bench.state() == State::latched) == latches_at_once(bench.memory.cause));
        return bench.memory.cause;
    };
    CHECK(see(0x0020, false) == Reason::over_voltage_shutdown);
    CHECK(see(0x0010, false) == Reason::over_current_shutdown);
    CHECK(see(0x0004, false) == Reason::regulator_fault);
    CHECK(see(0x000c, false) == Reason::regulator_fault);
    CHECK(see(0x0840, true) == Reason::regulator_off);
    CHECK(see(0xffff, true) == Reason::over_voltage_shutdown);
}

TEST_CASE("HZ-08: warnings and a busy regulator do not trip") {
    Bench bench;
    bench.to_hashing();
    bench.regulator.value = {0x8000 | 0x4000 | 0x2000 | 0x1000 | 0x0200 | 0x0080 | 0x0002 | 0x0001, false};
    bench.run(10s);
    CHECK(bench.state() == State::hashing);
}

TEST_CASE("SA-11: a regulator that vanishes while powered latches at the second unanswered poll") {
    Bench bench;
    bench.to_hashing();
    bench.regulator.broken = Invalid::no_ack;
    bench.step();
    CHECK(is_energised(bench.state()));
    bench.step();
    CHECK(bench.memory.latched == Reason::regulator_absent);
    Bench slow;
    slow.to_hashing();
    slow.regulator.broken = Invalid::timeout;
    slow.run(750ms);
    CHECK(slow.memory.cause == Reason::regulator_silent);
    CHECK(slow.state() == State::cooldown);
}

TEST_CASE("HZ-10: a voltage that is not what was set is written once more, then latches") {
    Bench bench;
    bench.to_hashing();
    bench.facts.core_set_at = bench.now;
    bench.rail.value = {1.150 + 0.0346};  // 3 % is 34.5 mV
    bench.step();
    CHECK(bench.last.actions.is_empty());
    bench.step();
    CHECK(bench.did(Action::rewrite_core));
    bench.facts.core_set_at = bench.now;
    bench.step();
    CHECK(is_energised(bench.state()));
    bench.step();
    CHECK(bench.memory.latched == Reason::voltage_mismatch);
}

TEST_CASE("HZ-10: within 3 %, or not yet settled, is what was set") {
    Bench bench;
    bench.to_hashing();
    bench.facts.core_set_at = bench.now;
    bench.rail.value = {1.150 - 0.0344};
    bench.run(2s);
    CHECK(bench.memory.watch.core_rewrites == 0);
    bench.rail.value = {0.9};
    bench.facts.core_set_at = bench.now + 240ms;  // the next sample comes 10 ms after the write
    bench.step();
    bench.rail.value = {1.15};
    bench.run(2s);
    CHECK(bench.memory.watch.core_rewrites == 0);
    CHECK(bench.state() == State::hashing);
}

TEST_CASE("HZ-10: a running drift of more than 5 % for a second is a mismatch") {
    Bench bench;
    bench.to_hashing();
    bench.facts.core_set_at = bench.now - 10s;
    bench.rail.value = {1.15 * 0.949};
    bench.run(1s);
    CHECK_FALSE(bench.did(Action::rewrite_core));
    bench.step();
    CHECK(bench.did(Action::rewrite_core));
    bench.run(1250ms);
    CHECK(bench.memory.latched == Reason::voltage_mismatch);
}

TEST_CASE("HZ-13: above the power budget for 2 s the board steps down, 3 s later it trips") {
    Bench bench;
    bench.to_hashing();
    bench.power.value = {42};  // exactly 5 % over
    bench.run(1min);
    CHECK(bench.state() == State::hashing);
    bench.power.value = {42.1};
    bench.run(2s);
    CHECK(bench.state() == State::hashing);
    bench.step();
    CHECK(bench.state() == State::derated);
    CHECK(bench.last.reason == Reason::power_high);
    bench.run(2750ms);
    CHECK(bench.state() == State::derated);
    bench.step();
    CHECK(bench.memory.cause == Reason::over_power);
}

TEST_CASE("HZ-13: above the input current limit it steps down after 200 ms") {
    Bench bench;
    bench.to_hashing();
    bench.profile.envelope.input_current_max = {4};
    bench.power.value = {20.1};
    bench.step();
    CHECK(bench.state() == State::hashing);
    bench.step();
    CHECK(bench.state() == State::derated);
    REQUIRE(bench.ticks_until(State::cooldown, 5s));
    CHECK(bench.memory.cause == Reason::over_current);
}

}  // namespace adit::boards::safety::test
