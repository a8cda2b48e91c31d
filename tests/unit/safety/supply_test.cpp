// The supply, and starts that end in a brown-out (HZ-12, HZ-51, HZ-13's other end). See watch_supply.cpp,
// restart_policy.hpp.
#include "boards/safety/restart_policy.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/safety/bench.hpp"

namespace adit::boards::safety::test {

namespace {

/// Time from the sag to the next preflight.
Duration sag(Bench& bench) {
    bench.input.value = {4.4};
    bench.step();
    bench.step();
    const Instant off = bench.now;
    CHECK(bench.state() == State::cooldown);
    CHECK(bench.memory.cause == Reason::supply_sag);
    bench.input.value = {5.0};
    bench.step(Event::off_confirmed);
    REQUIRE(bench.ticks_until(State::preflight, 1h));
    const Duration rested = bench.now - off;
    bench.to_hashing();
    return rested;
}

}  // namespace

TEST_CASE("HZ-12: two samples below the regulator's lower limit switch the board off in good order") {
    Bench bench;
    bench.to_hashing();
    bench.input.value = {4.499};
    bench.step();
    CHECK(bench.state() == State::hashing);  // SA-10
    bench.input.value = {4.5};
    bench.step();
    bench.input.value = {4.499};
    bench.step();
    CHECK(bench.state() == State::hashing);
    bench.step();
    CHECK(bench.state() == State::cooldown);
    CHECK(bench.last.reason == Reason::supply_sag);
    CHECK_FALSE(bench.last.permit.power);
    CHECK(bench.last.actions == Actions{Action::stop_feeding, Action::force_off, Action::alarm});
}

TEST_CASE("HZ-12: the hold-off is 5, 15 and then always 30 minutes, and never latches") {
    Bench bench;
    bench.to_hashing();
    for (const Duration rest : {Duration{5min}, Duration{15min}, Duration{30min}, Duration{30min}, Duration{30min}})
        CHECK(sag(bench) == rest);
    CHECK(bench.state() == State::derated);
    bench.run(2h);
    CHECK(sag(bench) == Duration{5min});
}

TEST_CASE("HZ-12: the first start after a sag is at three fifths of the power, and climbs from there") {
    Bench bench;
    bench.to_hashing();
    (void)sag(bench);
    CHECK(bench.state() == State::derated);
    CHECK(bench.last.reason == Reason::supply_sag);
    CHECK(bench.last.target == SetPoint{{1150}, {262.5}});
    CHECK(bench.last.permit.max_frequency == Megahertz{262.5});
    REQUIRE(bench.ticks_until(State::hashing, 10min));
    CHECK(bench.last.target == SetPoint{{1150}, {525}});
}

TEST_CASE("HZ-08, HZ-12: a regulator that reports its input too low is no broken regulator") {
    Bench bench;
    bench.to_hashing();
    bench.regulator.value.word = 0x0008;
    bench.step();
    CHECK(bench.memory.cause == Reason::supply_sag);
    CHECK_FALSE(bench.last.permit.power);
    CHECK_FALSE(bench.memory.latched);
}

TEST_CASE("HZ-08: two samples above the regulator's upper limit trip, at it they do not") {
    Bench bench;
    bench.to_hashing();
    bench.input.value = {6.5};
    bench.run(10s);
    CHECK(bench.state() == State::hashing);
    bench.input.value = {6.501};
    bench.step();
    CHECK(bench.state() == State::hashing);
    bench.step();
    CHECK(bench.memory.cause == Reason::supply_high);
    CHECK(bench.did(Action::trip_sequence));
}

TEST_CASE("HZ-12: an input that is not a number is a sag, one that cannot be read is none") {
    Bench odd;
    odd.to_hashing();
    odd.input.value = {std::nan("")};
    odd.run(500ms);
    CHECK(odd.memory.cause == Reason::supply_sag);
    Bench mute;
    mute.to_hashing();
    mute.input.broken = Invalid::timeout;
    mute.run(10s);
    CHECK(mute.state() == State::hashing);
}

TEST_CASE("HZ-12, HZ-51: three unclean starts are a brown-out loop, more than five a restart loop") {
    const auto after = [](std::uint8_t unclean) {
        return memory_at_start(gamma_profile(), {}, {.unclean = unclean}, Instant{1h});
    };
    for (std::uint8_t few = 0; few < 3; ++few) {
        CHECK(after(few).not_before <= Instant{1h});
        CHECK(after(few).cause == Reason::none);
        CHECK_FALSE(after(few).is_start_gentle);
    }
    const auto check = [&](std::uint8_t unclean, Duration rest, Reason cause) {
        const Memory memory = after(unclean);
        CHECK(memory.not_before - Instant{1h} == rest);
        CHECK(memory.cause == cause);
        CHECK(memory.is_start_gentle);
    };
    check(3, 5min, Reason::brown_out_loop);
    check(4, 15min, Reason::brown_out_loop);
    check(5, 30min, Reason::brown_out_loop);
    check(6, 30min, Reason::restart_loop);
    check(255, 30min, Reason::restart_loop);
}

TEST_CASE("HZ-12, HZ-51: the hold-off of earlier starts is waited for, then the board starts gently") {
    Bench bench;
    bench.memory = memory_at_start(bench.profile, {}, {.unclean = 3}, bench.now);
    const Instant start = bench.now;
    bench.step(Event::off_confirmed);
    CHECK(bench.state() == State::cooldown);
    CHECK(bench.last.reason == Reason::brown_out_loop);
    bench.step(Event::start_request);
    REQUIRE(bench.ticks_until(State::preflight, 1h));
    CHECK(bench.now - start == 5min);
    bench.to_hashing();
    CHECK(bench.last.target.frequency == Megahertz{262.5});
    CHECK_FALSE(bench.memory.is_start_gentle);
}

TEST_CASE("HZ-12: sags that were kept count on, and a latch beats a hold-off") {
    Bench bench;
    bench.memory = memory_at_start(bench.profile, {}, {.debt = {.sags = 2, .sags_for = 7200}}, bench.now);
    bench.to_hashing();
    CHECK(sag(bench) == Duration{30min});
    const Memory latched = memory_at_start(bench.profile, Reason::voltage_mismatch, {.unclean = 9}, bench.now);
    CHECK(latched.cause == Reason::voltage_mismatch);
    CHECK(latched.latched == Reason::voltage_mismatch);
    Memory many;
    many.sags = UINT8_MAX;
    CHECK(book_sag(many, Instant{1h}) == Duration{30min});
    CHECK(many.sags == UINT8_MAX);
}

}  // namespace adit::boards::safety::test
