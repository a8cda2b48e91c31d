// The state machine: start, walk to hashing, and every pair of state and event. See supervisor.hpp.
#include "tests/support/catch.hpp"
#include "tests/unit/safety/bench.hpp"

namespace adit::boards::safety::test {

TEST_CASE("SA-2: an unknown board is forced off before anything else, and stays unknown until that is read back") {
    Bench bench;
    CHECK(bench.step(Event::start_request).next.state == State::unknown);
    CHECK(bench.did(Action::force_off));
    CHECK_FALSE(bench.last.permit.power);
    CHECK(bench.last.permit.fan_duty == Percent{100});
    bench.step(Event::off_failed);
    CHECK(bench.state() == State::unknown);
    CHECK(bench.did(Action::force_off));
    bench.run(1h);
    CHECK(bench.state() == State::unknown);
    CHECK(bench.step(Event::off_confirmed).next.state == State::safe_off);
}

TEST_CASE("SA-2: a healthy board walks from unknown to hashing, one state after the other") {
    Bench bench;
    bench.step(Event::off_confirmed);
    CHECK(bench.state() == State::safe_off);
    CHECK(bench.last.reason == Reason::operator_stop);
    CHECK(bench.last.not_armed.contains(NotArmed::operator_hold));
    bench.step(Event::start_request);
    CHECK(bench.state() == State::preflight);
    CHECK(bench.did(Action::run_preflight));
    bench.step(Event::preflight_passed);
    CHECK(bench.state() == State::energised_idle);
    CHECK(bench.did(Action::power_up));
    CHECK(bench.last.permit.power);
    bench.step(Event::rail_on);
    bench.step(Event::checkpoint_reached);
    bench.step();
    CHECK(bench.state() == State::ramp);
    CHECK(bench.did(Action::ramp_to));
    CHECK(bench.last.target == SetPoint{{1150}, {525}});
    bench.step(Event::ramp_done);
    CHECK(bench.state() == State::hashing);
    CHECK(bench.last.reason == Reason::none);
    bench.run(10min);
    CHECK(bench.state() == State::hashing);
}

TEST_CASE("the power list is ordered once: repeating ticks order nothing") {
    Bench bench;
    bench.to_idle();
    bench.step(Event::rail_on);
    CHECK(bench.last.actions.is_empty());
    Bench hashing;
    hashing.to_hashing();
    CHECK(hashing.last.actions.is_empty());
}

namespace {

/// A memory in `state`, reached by the front door.
Bench bench_in(State state) {
    Bench bench;
    switch (state) {
        case State::unknown:
            break;
        case State::safe_off:
            bench.step(Event::off_confirmed);
            break;
        case State::preflight:
            bench.to_preflight();
            break;
        case State::energised_idle:
            bench.to_idle();
            break;
        case State::ramp:
            bench.to_ramp();
            break;
        case State::hashing:
            bench.to_hashing();
            break;
        case State::derated:
            bench.to_hashing();
            bench.chip.value = {76};
            bench.run(1s);
            break;
        case State::parked:
            bench.facts.has_live_work = false;
            bench.to_ramp();
            (void)bench.ticks_until(State::parked, 6min);
            break;
        case State::cooldown:
            bench.to_hashing();
            bench.step(Event::chain_failed);
            break;
        case State::latched:
            bench.to_hashing();
            bench.regulator.value.word = 0x0020;
            bench.step();
            bench.regulator.value.word = 0;
            break;
    }
    return bench;
}

constexpr State all_states[]{State::unknown, State::safe_off, State::preflight, State::energised_idle, State::ramp,
                             State::hashing, State::derated,  State::parked,    State::cooldown,       State::latched};

// Where each event leads at once; rows as in `State`, columns as in `Event`. Written by hand from the requirement,
// not from the code. U unknown, S safe_off, P preflight, I idle, R ramp, H hashing, D derated, K parked, C cooldown,
// L latched.
//                         tick|off|fail|pf+|pf-|rail|chk|done|chain|power|bus|stop|start|set|clear
constexpr std::string_view expected[state_count]{"USUUUUUUUUUUUUU",  //
                                                 "SSSSSSSSSSUSPSS",  //
                                                 "PPPISPPPPSUSPPP",  //
                                                 "ICCIIIIICCUSIII",  //
                                                 "RCCRRRRHCCUSRRR",  //
                                                 "HCCHHHHHCCUSHRH",  //
                                                 "DCCDDDDDCCUSDRD",  //
                                                 "KKKKKKKKKKUSKKK",  //
                                                 "CCCCCCCCCCUSCCC",  //
                                                 "LLLLLLLLLLULLLU"};
constexpr std::string_view letters = "USPIRHDKCL";

}  // namespace

TEST_CASE("SA-2: every pair of state and event is defined and leads where the requirement says") {
    for (const State state : all_states) {
        const Bench prepared = bench_in(state);
        REQUIRE(prepared.state() == state);
        for (std::size_t event = 0; event < event_count; ++event) {
            Bench bench = prepared;
            bench.request = Request{.point = SetPoint{{1100}, {500}}};
            bench.step(static_cast<Event>(event));
            CAPTURE(name(state), name(static_cast<Event>(event)), name(bench.state()));
            CHECK(letters[static_cast<std::size_t>(bench.state())] == expected[static_cast<std::size_t>(state)][event]);
            CHECK(bench.last.permit.power == is_energised(bench.state()));
        }
    }
}

TEST_CASE("SA-2: a stop takes every energised state to a proven safe-off in at most 3 actions") {
    for (const State state : {State::energised_idle, State::ramp, State::hashing, State::derated}) {
        Bench bench = bench_in(state);
        bench.step(Event::stop_request);
        CAPTURE(name(state));
        CHECK_FALSE(bench.last.permit.power);
        CHECK(bench.last.actions == Actions{Action::stop_feeding, Action::force_off});
        bench.step(Event::off_confirmed);
        CHECK(bench.state() == State::safe_off);
        CHECK(bench.last.actions.is_empty());
        bench.run(10min);
        CHECK(bench.state() == State::safe_off);
    }
}

TEST_CASE("after a lost bus nothing is assumed: unknown, off first, and the cool-down still holds") {
    Bench bench = bench_in(State::cooldown);
    bench.step(Event::bus_lost);
    CHECK(bench.did(Action::force_off));
    bench.step(Event::off_confirmed);
    CHECK(bench.state() == State::cooldown);
}

TEST_CASE("an off that nobody confirms is tried every cycle and latches after 10 s") {
    Bench bench;
    bench.to_hashing();
    bench.step(Event::stop_request);
    const auto latched = bench.ticks_until(State::latched, 1min);
    REQUIRE(latched);
    CHECK(*latched == 10s);
    CHECK(bench.memory.latched == Reason::off_not_confirmed);
    CHECK(bench.did(Action::persist_latch));
    bench.step();
    CHECK(bench.did(Action::force_off));
}

TEST_CASE("SA-11: off that reads back wrong twice latches") {
    Bench bench;
    bench.to_hashing();
    bench.step(Event::stop_request);
    bench.step(Event::off_failed);
    CHECK(bench.state() == State::safe_off);
    bench.step(Event::off_failed);
    CHECK(bench.state() == State::latched);
}

TEST_CASE("energised without work for 5 minutes parks the board, work brings it back through preflight") {
    Bench bench;
    bench.facts.has_live_work = false;
    bench.to_ramp();
    REQUIRE(bench.state() == State::energised_idle);
    CHECK(bench.last.permit.max_frequency == Megahertz{50});
    const auto parked = bench.ticks_until(State::parked, 10min);
    REQUIRE(parked);
    CHECK(*parked <= 5min);
    CHECK(*parked > 4min + 58s);
    CHECK(bench.did(Action::force_off));
    bench.facts.has_live_work = true;
    bench.step();
    CHECK(bench.state() == State::parked);
    bench.step(Event::off_confirmed);
    CHECK(bench.state() == State::preflight);
}

TEST_CASE("losing the work while hashing falls back to the start frequency, and the ramp begins anew with it") {
    Bench bench;
    bench.to_hashing();
    bench.facts.has_live_work = false;
    bench.step();
    CHECK(bench.state() == State::energised_idle);
    CHECK(bench.last.target == SetPoint{{1150}, {50}});
    CHECK(bench.did(Action::ramp_to));
    bench.facts.has_live_work = true;
    bench.step();
    CHECK(bench.state() == State::ramp);
}

TEST_CASE("a ramp may take 1.5 times its plan, and never more than 180 s") {
    Bench bench;
    bench.facts.ramp_plan = 8s;
    bench.to_ramp();
    CHECK_FALSE(bench.ticks_until(State::cooldown, 12s - 250ms));
    bench.step();
    CHECK(bench.state() == State::cooldown);
    CHECK(bench.memory.cause == Reason::ramp_too_slow);

    Bench slow;
    slow.facts.ramp_plan = 1000s;
    slow.to_ramp();
    CHECK_FALSE(slow.ticks_until(State::cooldown, 180s - 250ms));
    slow.step();
    CHECK(slow.state() == State::cooldown);
}

TEST_CASE("a working point outside the envelope is refused and changes nothing") {
    for (const SetPoint wish : {SetPoint{{1251}, {525}}, SetPoint{{999}, {525}}, SetPoint{{1150}, {650.1}},
                                SetPoint{{1150}, {49}}, SetPoint{{1150}, {std::nan("")}}}) {
        Bench bench;
        bench.to_hashing();
        bench.request = Request{.point = wish};
        bench.step(Event::set_point_request);
        CHECK(bench.last.reason == Reason::request_refused);
        CHECK(bench.state() == State::hashing);
        CHECK(bench.last.target == SetPoint{{1150}, {525}});
    }
    Bench bench;
    bench.to_hashing();
    bench.request = Request{.point = SetPoint{{1250}, {650}}};
    bench.step(Event::set_point_request);
    CHECK(bench.state() == State::ramp);
    CHECK(bench.last.target == SetPoint{{1250}, {650}});
    CHECK(bench.last.permit.max_core == Millivolts{1250});
}

}  // namespace adit::boards::safety::test
