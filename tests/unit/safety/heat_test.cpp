// Temperatures and fans of a hashing board. See watch_heat.cpp, derate.hpp, fan.hpp.
#include "boards/safety/derate.hpp"
#include "boards/safety/fan.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/safety/bench.hpp"

namespace adit::boards::safety::test {

TEST_CASE("HZ-01: a warm chip runs 6.25 MHz slower every 500 ms, with the fans full") {
    Bench bench;
    bench.to_hashing();
    bench.chip.value = {75};
    bench.step();
    CHECK(bench.state() == State::hashing);  // SA-10: one sample is not enough
    bench.step();
    CHECK(bench.state() == State::derated);
    CHECK(bench.last.reason == Reason::chip_warm);
    CHECK(bench.last.target == SetPoint{{1150}, {518.75}});
    CHECK(bench.last.permit.max_frequency == Megahertz{518.75});
    CHECK(bench.last.permit.fan_duty == Percent{100});
    CHECK(bench.did(Action::ramp_to));
    bench.run(500ms);
    CHECK(bench.last.target.frequency == Megahertz{512.5});
}

TEST_CASE("HZ-01: just below the throttle temperature nothing changes") {
    Bench bench;
    bench.to_hashing();
    bench.chip.value = {74.999};
    bench.run(1min);
    CHECK(bench.state() == State::hashing);
}

TEST_CASE("HZ-01: the voltage falls only when the clock has reached its start, and never below its lowest") {
    const Profile profile = gamma_profile();
    const SetPoint base{{1150}, {525}};
    CHECK(derated(base, 0, profile) == base);
    CHECK(derated(base, 75, profile) == SetPoint{{1150}, {56.25}});
    CHECK(derated(base, 76, profile) == SetPoint{{1150}, {50}});
    CHECK(derated(base, 77, profile) == SetPoint{{1125}, {50}});
    CHECK(derated(base, 82, profile) == SetPoint{{1000}, {50}});
    CHECK(derated(base, 60000, profile) == SetPoint{{1000}, {50}});
    CHECK(most_steps(base, profile) == 82);
}

TEST_CASE("HZ-01: it climbs back after 60 s below throttle - 8, no faster than a step in 10 s") {
    Bench bench;
    bench.to_hashing();
    bench.chip.value = {76};
    bench.run(1250ms);
    REQUIRE(bench.memory.watch.derate_steps >= 2);
    const auto steps = bench.memory.watch.derate_steps;
    bench.chip.value = {67};  // exactly throttle - 8 does not count as cool
    bench.run(2min);
    CHECK(bench.memory.watch.derate_steps == steps);
    bench.chip.value = {66.9};
    bench.run(60s);
    CHECK(bench.memory.watch.derate_steps == steps);
    bench.step();
    CHECK(bench.memory.watch.derate_steps == steps - 1);
    bench.run(9750ms);
    CHECK(bench.memory.watch.derate_steps == steps - 1);
    bench.step();
    CHECK(bench.memory.watch.derate_steps == steps - 2);
    REQUIRE(bench.ticks_until(State::hashing, 1min));
    CHECK(bench.last.target == SetPoint{{1150}, {525}});
}

TEST_CASE("HZ-02: two samples at the emergency temperature trip, SA-10: a single one only asks for a re-read") {
    Bench bench;
    bench.to_hashing();
    bench.chip.value = {80};
    bench.step();
    CHECK(bench.did(Action::reread_temperature));
    CHECK(is_energised(bench.state()));
    bench.chip.value = {79.9};
    bench.step();
    CHECK(is_energised(bench.state()));
    bench.chip.value = {80};
    bench.step();
    bench.step(Event::tick, 50ms);
    CHECK(bench.state() == State::cooldown);
    CHECK(bench.memory.cause == Reason::chip_emergency);
    CHECK_FALSE(bench.last.permit.power);
    CHECK(bench.last.permit.fan_duty == Percent{100});
    CHECK(bench.last.actions == Actions{Action::stop_feeding, Action::trip_sequence, Action::alarm});
}

TEST_CASE("SA-10: the same sample looked at twice counts once") {
    Bench bench;
    bench.to_hashing();
    bench.chip.value = {85};
    bench.step();
    bench.is_frozen = true;
    bench.step();
    bench.step();
    CHECK(is_energised(bench.state()));
}

TEST_CASE("SA-10: an unreadable sample between two hot ones does not clear the first") {
    Bench bench;
    bench.to_hashing();
    bench.chip.value = {85};
    bench.step();
    bench.chip.broken = Invalid::no_ack;
    bench.step();
    bench.chip.broken.reset();
    bench.step();
    CHECK(bench.memory.cause == Reason::chip_emergency);
}

TEST_CASE("HZ-03: an unknown chip temperature means full fans at once and a trip at the third sample") {
    for (const Invalid why : {Invalid::no_ack, Invalid::timeout, Invalid::bus, Invalid::open, Invalid::short_circuit,
                              Invalid::implausible}) {
        Bench bench;
        bench.to_hashing();
        bench.chip.broken = why;
        bench.step();
        CHECK(bench.last.permit.fan_duty == Percent{100});
        bench.step();
        CHECK(is_energised(bench.state()));
        bench.step();
        CHECK(bench.memory.cause == Reason::chip_temperature_unknown);
        CHECK(bench.state() == State::cooldown);
    }
}

TEST_CASE("HZ-03: numbers outside 0 to 120 C are not temperatures") {
    for (const double odd : {-0.1, 120.1, 127.9, std::nan("")}) {
        Bench bench;
        bench.to_hashing();
        bench.chip.value = {odd};
        bench.run(750ms);
        CHECK(bench.memory.cause == Reason::chip_temperature_unknown);
    }
    Bench glitch;  // the single 127.9 at switch-on that shut boards for good elsewhere
    glitch.to_hashing();
    glitch.chip.value = {127.9};
    glitch.step();
    glitch.chip.value = {60};
    glitch.run(10s);
    CHECK(glitch.state() == State::hashing);
}

TEST_CASE("HZ-03, NV-7: a reading that no longer changes its time costs the power within 3 s") {
    Bench bench;
    bench.to_hashing();
    const Instant last_reading = bench.now;
    bench.is_frozen = true;
    while (is_energised(bench.state())) bench.step();
    CHECK(bench.now - last_reading == 2500ms);  // the rest is for the cut
    CHECK(bench.memory.cause == Reason::chip_temperature_unknown);
}

TEST_CASE("HZ-05: a warm regulator derates at 100 C and trips at 110 C, each at the second sample") {
    Bench bench;
    bench.to_hashing();
    bench.vrm.value = {99.9};
    bench.run(2s);
    CHECK(bench.state() == State::hashing);
    bench.vrm.value = {100};
    bench.run(500ms);
    CHECK(bench.state() == State::derated);
    CHECK(bench.last.reason == Reason::vrm_warm);
    bench.vrm.value = {109.9};
    bench.run(2s);
    CHECK(bench.state() == State::derated);
    bench.vrm.value = {110};
    bench.step();
    CHECK(is_energised(bench.state()));
    bench.step();
    CHECK(bench.memory.cause == Reason::vrm_emergency);
}

TEST_CASE("HZ-06: a stalled fan halves the power after 5 s and costs it within 10 s") {
    Bench bench;
    bench.to_hashing();
    bench.fan = Rpm{0};
    bench.run(5s);
    CHECK(bench.state() == State::hashing);
    bench.step();
    CHECK(bench.state() == State::derated);
    CHECK(bench.last.reason == Reason::fan_slow);
    CHECK(bench.last.target.frequency <= Megahertz{262.5});
    CHECK(bench.last.permit.fan_duty == Percent{100});
    bench.run(4250ms);
    CHECK(is_energised(bench.state()));
    bench.step();
    CHECK(bench.memory.cause == Reason::fan_stalled);
}

TEST_CASE("HZ-06, NV-7: a duty that goes up and down again and again gives a stalled fan no second grace") {
    Bench bench;
    bench.to_hashing();
    bench.fan = Rpm{0};
    const Instant stalled = bench.now;
    for (int second = 0; is_energised(bench.state()) && second < 20; ++second) {
        bench.chip.value = {second % 2 == 0 ? 74.0 : 50.0};
        bench.run(1s);
    }
    CHECK(bench.memory.cause == Reason::fan_stalled);
    CHECK(bench.now - stalled <= 10s);
}

TEST_CASE("HZ-06: without air, a chip that heats by more than half a degree a second trips earlier") {
    Bench bench;
    bench.to_hashing();
    bench.fan = Rpm{0};
    bench.run(5250ms);
    REQUIRE(bench.state() == State::derated);
    while (is_energised(bench.state())) {
        bench.chip.value.value += 0.15;
        bench.step();
    }
    CHECK(bench.memory.cause == Reason::fan_stalled);
    CHECK(bench.now - bench.memory.entered == 0s);
    CHECK(bench.chip.value < Celsius{62});
}

TEST_CASE("HZ-06: one missing second of the tachometer does not derate") {
    Bench bench;
    bench.to_hashing();
    bench.fan = Rpm{0};
    bench.run(1s);
    bench.fan.reset();
    bench.run(1min);
    CHECK(bench.state() == State::hashing);
}

TEST_CASE("HZ-07: a fan controller that does not hold its duty, or is gone, costs the power within 3 s") {
    Bench wrong;
    wrong.to_hashing();
    wrong.duty = Sensed<Percent>{wrong.memory.fan_duty - Percent{3}};
    wrong.run(500ms);
    CHECK(wrong.memory.cause == Reason::fan_unreachable);

    Bench gone;
    gone.to_hashing();
    gone.duty = Sensed<Percent>{{}, Invalid::no_ack};
    gone.run(500ms);
    CHECK(gone.memory.cause == Reason::fan_unreachable);

    Bench rounded;  // duty counts in 1/63
    rounded.to_hashing();
    rounded.duty = Sensed<Percent>{rounded.memory.fan_duty - Percent{2}};
    rounded.run(10s);
    CHECK(rounded.state() == State::hashing);
}

TEST_CASE("fan duty follows a straight line above its floor, and doubt means full") {
    CHECK(duty_between({49}, {50}, {70}, {20}) == Percent{20});
    CHECK(duty_between({50}, {50}, {70}, {20}) == Percent{20});
    CHECK(duty_between({60}, {50}, {70}, {20}) == Percent{60});
    CHECK(duty_between({70}, {50}, {70}, {20}) == Percent{100});
    CHECK(duty_between({std::nan("")}, {50}, {70}, {20}) == Percent{100});
    Bench bench;
    bench.step(Event::off_confirmed);
    CHECK(bench.last.permit.fan_duty == Percent{20});
    bench.board.broken = Invalid::timeout;
    bench.step();
    CHECK(bench.last.permit.fan_duty == Percent{100});
}

}  // namespace adit::boards::safety::test
