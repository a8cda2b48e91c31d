// Clock, line and bus of the chips (HZ-11, HZ-26, HZ-29). See watch_link.cpp.
#include "tests/support/catch.hpp"
#include "tests/unit/safety/bench.hpp"

namespace adit::boards::safety::test {

namespace {

struct Link : Bench {
    Link() { to_hashing(); }
    std::optional<Duration> until(Action action, Duration limit) {
        const Instant start = now;
        while (now - start < limit)
            if (step().actions.contains(action)) return now - start;
        return std::nullopt;
    }
};

}  // namespace

TEST_CASE("HZ-11: a clock that reads back wrong is written again, and trips when 2 s later it is still wrong") {
    Link link;
    link.facts.chain.is_clock_wrong = true;
    link.step();
    CHECK(link.did(Action::rewrite_clock));
    CHECK(link.last.reason == Reason::clock_doubted);
    CHECK(link.did(Action::alarm));
    link.step();
    CHECK_FALSE(link.did(Action::rewrite_clock));
    link.run(1500ms);
    CHECK(is_energised(link.state()));
    link.step();
    CHECK(link.memory.cause == Reason::clock_wrong);
}

TEST_CASE("HZ-11: a clock that is right within the 2 s goes on, and the next doubt has 2 s of its own") {
    Link link;
    for (int i = 0; i < 5; ++i) {
        link.facts.chain.is_clock_wrong = true;
        link.run(1750ms);
        link.facts.chain.is_clock_wrong = false;
        link.step();
    }
    CHECK(link.state() == State::hashing);
}

TEST_CASE("HZ-11: a chain counted 10 % too fast for 60 s gets its clock again, 60 s later it trips") {
    Link link;
    link.run(2min);
    link.facts.chain.counted_rate = HashesPerSecond{1.1e12};
    CHECK_FALSE(link.until(Action::rewrite_clock, 5min));
    link.facts.chain.counted_rate = HashesPerSecond{1.101e12};
    const auto written = link.until(Action::rewrite_clock, 2min);
    REQUIRE(written);
    CHECK(*written == 60s + 250ms);
    CHECK(link.last.reason == Reason::clock_doubted);
    const auto tripped = link.ticks_until(State::cooldown, 2min);
    REQUIRE(tripped);
    CHECK(*tripped == 60s + 250ms);
    CHECK(link.memory.cause == Reason::clock_wrong);
}

TEST_CASE("HZ-11: counters of coarse steps, now ahead and now behind, are no wrong clock") {
    Link link;
    link.run(2min);
    for (int i = 0; i < 60; ++i) {
        link.facts.chain.counted_rate = HashesPerSecond{i % 2 == 0 ? 1.2e12 : 0.8e12};
        CHECK_FALSE(link.until(Action::rewrite_clock, 30s));
    }
    CHECK(link.state() == State::hashing);
}

TEST_CASE("HZ-11: a chain counted too slow gets its clock again once, and hashes on") {
    Link link;
    link.run(2min);
    link.facts.chain.counted_rate = HashesPerSecond{0.9e12};
    CHECK_FALSE(link.until(Action::rewrite_clock, 5min));
    link.facts.chain.counted_rate = HashesPerSecond{0.899e12};
    REQUIRE(link.until(Action::rewrite_clock, 2min));
    CHECK_FALSE(link.until(Action::rewrite_clock, 1h));
    CHECK(link.state() == State::hashing);
    link.facts.chain.counted_rate = HashesPerSecond{1e12};
    link.step();
    link.facts.chain.counted_rate = HashesPerSecond{0.8e12};
    CHECK(link.until(Action::rewrite_clock, 2min));
}

TEST_CASE("HZ-11: the rate is compared only when counters had time to follow, and chips that are not there are slow") {
    Link young;
    young.facts.chain.counted_rate = HashesPerSecond{2e12};
    CHECK_FALSE(young.until(Action::rewrite_clock, 60s));
    Link short_chain;
    short_chain.run(2min);
    short_chain.facts.chain.expected = short_chain.facts.chain.present = 4;
    short_chain.facts.chain.working = 3;
    short_chain.memory.dead_chips.count = 3;
    short_chain.memory.dead_chips.at = {short_chain.now, short_chain.now, short_chain.now};
    short_chain.facts.chain.counted_rate = HashesPerSecond{0.75e12};
    CHECK_FALSE(short_chain.until(Action::rewrite_clock, 10min));
    Link moved;  // a new point starts the settling again
    moved.run(2min);
    moved.request = Request{.point = SetPoint{{1150}, {500}}, .lasting = 1h};
    moved.step(Event::set_point_request);
    moved.step(Event::ramp_done);
    moved.facts.chain.counted_rate = HashesPerSecond{2e12};
    const auto written = moved.until(Action::rewrite_clock, 3min);
    REQUIRE(written);
    CHECK(*written >= 2min);
}

TEST_CASE("HZ-26: 20 bad frames a second are noise, more for 2 s resync the line, for 30 s power-cycle the board") {
    Link link;
    link.facts.chain.bad_frames_per_second = 20;
    CHECK_FALSE(link.until(Action::resync_line, 1min));
    link.facts.chain.bad_frames_per_second = 20.5;
    const auto resynced = link.until(Action::resync_line, 1min);
    REQUIRE(resynced);
    CHECK(*resynced == 2s + 250ms);
    CHECK(link.last.reason == Reason::line_noisy);
    const auto cycled = link.until(Action::reinit, 1min);
    REQUIRE(cycled);
    CHECK(*cycled == 28s);
    CHECK(link.state() == State::safe_off);
}

TEST_CASE("HZ-26: three times an hour, then the hazard of a silent board takes over") {
    Link link;
    for (int i = 0; i < 3; ++i) {
        link.facts.chain.bad_frames_per_second = 100;
        REQUIRE(link.until(Action::resync_line, 5s));
        link.facts.chain.bad_frames_per_second = 0;
        link.run(1s);
    }
    link.facts.chain.bad_frames_per_second = 100;
    CHECK_FALSE(link.until(Action::resync_line, 5min));
    CHECK(link.state() == State::hashing);
    CHECK(link.until(Action::resync_line, 1h));
}

TEST_CASE("HZ-26: a noisy line in the middle of a ramp is power-cycled as well") {
    Bench bench;
    bench.facts.ramp_plan = 100s;
    bench.to_ramp();
    bench.facts.chain.bad_frames_per_second = 50;
    REQUIRE(bench.ticks_until(State::safe_off, 40s));
    CHECK(bench.did(Action::reinit));
    CHECK(bench.did(Action::force_off));
}

TEST_CASE("HZ-29: a bus that had to be freed five times within an hour latches") {
    Link link;
    link.facts.bus_recoveries = 4;
    link.run(1min);
    CHECK(link.state() == State::hashing);
    link.facts.bus_recoveries = 5;
    link.step();
    CHECK(link.state() == State::latched);
    CHECK(link.memory.latched == Reason::bus_stuck);
    CHECK(link.did(Action::persist_latch));
}

}  // namespace adit::boards::safety::test
