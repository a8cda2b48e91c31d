// Points and fan duties that somebody asked for, for a time (HZ-16). See request.hpp.
#include <limits>

#include "tests/support/catch.hpp"
#include "tests/unit/safety/bench.hpp"

namespace adit::boards::safety::test {

namespace {

void ask(Bench& bench, const Request& request) {
    bench.request = request;
    bench.step(Event::set_point_request);
}

}  // namespace

TEST_CASE("HZ-16: a requested point has an owner, lasts 30 min unless told otherwise, and ends by itself") {
    Bench bench;
    bench.to_hashing();
    ask(bench, {.point = SetPoint{{1200}, {600}}, .owner = Owner::bench});
    CHECK(bench.memory.request.owner == Owner::bench);
    CHECK(bench.memory.request.until == bench.now + 30min);
    CHECK(bench.state() == State::ramp);
    bench.step(Event::ramp_done);
    bench.run(30min - 500ms);
    CHECK(bench.last.target == SetPoint{{1200}, {600}});
    bench.step();
    CHECK(bench.last.target == SetPoint{{1150}, {525}});
    CHECK(bench.did(Action::ramp_to));
    CHECK(bench.last.reason == Reason::request_over);
    CHECK(bench.memory.request == Override{});
    CHECK(bench.last.permit.max_core == Millivolts{1150});
}

TEST_CASE("HZ-16: no request lasts longer than four hours, nor is one without a time or an owner taken") {
    Bench bench;
    bench.to_hashing();
    const auto is_taken = [&](const Request& request) {
        ask(bench, request);
        return bench.last.reason != Reason::request_refused;
    };
    const SetPoint point{{1100}, {500}};
    CHECK(is_taken({.point = point, .lasting = 4h}));
    CHECK_FALSE(is_taken({.point = point, .lasting = 4h + 1ns}));
    CHECK_FALSE(is_taken({.point = point, .lasting = 0s}));
    CHECK_FALSE(is_taken({.point = point, .lasting = -1s}));
    CHECK_FALSE(is_taken({.point = point, .owner = Owner::nobody}));
    CHECK_FALSE(is_taken({.fan = Percent{101}}));
    CHECK_FALSE(is_taken({.fan = Percent{-1}}));
    CHECK_FALSE(is_taken({.point = SetPoint{{1251}, {500}}, .fan = Percent{50}}));
    bench.request.reset();
    bench.step(Event::set_point_request);
    CHECK(bench.last.reason == Reason::request_refused);
    CHECK(bench.memory.request.until - bench.now <= 4h);  // the one that was taken still stands
    CHECK(bench.last.target == point);
}

TEST_CASE("HZ-16: a request ends in every state, also with the board off") {
    Bench bench;
    bench.step(Event::off_confirmed);
    ask(bench, {.point = SetPoint{{1250}, {650}}, .lasting = 1min});
    CHECK(bench.memory.point == SetPoint{{1250}, {650}});
    bench.run(1min);
    CHECK(bench.memory.point == SetPoint{{1150}, {525}});
    CHECK(bench.state() == State::safe_off);
}

TEST_CASE("HZ-16: a newer request replaces the older as a whole; an empty one ends it") {
    Bench bench;
    bench.to_hashing();
    ask(bench, {.point = SetPoint{{1100}, {500}}, .fan = Percent{80}});
    ask(bench, {.fan = Percent{70}, .owner = Owner::tuner});
    CHECK(bench.memory.point == SetPoint{{1150}, {525}});
    CHECK(bench.last.permit.fan_duty == Percent{70});
    ask(bench, {});
    CHECK(bench.memory.request == Override{});
    CHECK(name(Owner::tuner) == "tuner");
}

TEST_CASE("a point that is asked for twice is no reason for a ramp") {
    Bench bench;
    bench.to_hashing();
    ask(bench, {.point = SetPoint{{1150}, {525}}});
    CHECK(bench.state() == State::hashing);
    CHECK_FALSE(bench.did(Action::ramp_to));
}

TEST_CASE("a point that derating hides still gets its ramp, so that the ramp can end") {
    Bench bench;
    bench.to_hashing();
    bench.chip.value = {76};
    bench.run(60s);
    bench.chip.value = {70};
    bench.run(1s);
    REQUIRE(bench.last.target.frequency == bench.profile.start_frequency);
    ask(bench, {.point = SetPoint{{1150}, {500}}});
    CHECK(bench.state() == State::ramp);
    CHECK(bench.did(Action::ramp_to));
}

TEST_CASE("HZ-06, HZ-16: manual fans never go below what heat demands, and stall like any others") {
    Bench bench;
    bench.to_hashing();
    ask(bench, {.fan = Percent{30}, .lasting = 4h});
    bench.run(1s);
    CHECK(bench.last.permit.fan_duty == Percent{30});
    bench.chip.value = {65};  // throttle - 10
    bench.step();
    CHECK(bench.last.permit.fan_duty == Percent{30});
    bench.chip.value = {67.5};
    bench.step();
    CHECK(bench.last.permit.fan_duty == Percent{60});
    bench.chip.value = {70};  // throttle - 5
    bench.step();
    CHECK(bench.last.permit.fan_duty == Percent{100});
    bench.chip.value = {60};
    bench.run(10s);
    CHECK(bench.last.permit.fan_duty == Percent{30});
    bench.chip.broken = Invalid::open;
    bench.step();
    CHECK(bench.last.permit.fan_duty == Percent{100});
    bench.chip.broken.reset();
    bench.run(10s);
    bench.fan = Rpm{0};
    REQUIRE(bench.ticks_until(State::cooldown, 15s));
    CHECK(bench.memory.cause == Reason::fan_stalled);
}

TEST_CASE("manual fans are never below the board's floor") {
    Bench bench;
    bench.to_hashing();
    ask(bench, {.fan = Percent{0}});
    bench.run(1min);
    CHECK(bench.last.permit.fan_duty == Percent{20});
}

}  // namespace adit::boards::safety::test
