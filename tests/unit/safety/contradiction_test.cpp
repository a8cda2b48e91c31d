// Chip temperatures that cannot be true (HZ-03 stuck, HZ-04). See watch_contradiction.cpp.
#include "tests/support/catch.hpp"
#include "tests/unit/safety/bench.hpp"

namespace adit::boards::safety::test {

namespace {

/// A board whose chip is alive: its temperature is never twice the same, and rises when it starts to hash.
struct Living : Bench {
    Celsius at{25};
    bool is_alive = true;
    int flicker = 0;

    void tick() {
        if (is_alive) {
            flicker = 1 - flicker;
            chip.value = at + Celsius{flicker * 0.125};
        }
        step();
    }
    void live(Duration span) {
        for (const Instant end = now + span; now < end;) tick();
    }
    /// Cold, hashing for a while, then warm: what HZ-04 (a) wants to see.
    void warm_up(Celsius to = Celsius{60}) {
        chip.value = at;
        to_ramp();
        step(Event::ramp_done);
        while (at < to) {
            at = at + Celsius{0.25};
            tick();
        }
    }
    /// Time until it trips, or none.
    std::optional<Duration> trips_within(Duration limit) {
        const Instant start = now;
        while (now - start < limit) {
            tick();
            if (!is_energised(state())) return now - start;
        }
        return std::nullopt;
    }
};

}  // namespace

TEST_CASE("HZ-03: a temperature that is the same to the bit for 120 s while power changed by 20 % is no temperature") {
    Living board;
    board.warm_up();
    board.is_alive = false;
    board.live(1min);
    board.power.value = {18 * 1.25};
    const auto tripped = board.trips_within(5min);
    REQUIRE(tripped);
    CHECK(*tripped + 1min > 120s);
    CHECK(*tripped + 1min <= 121s);
    CHECK(board.memory.cause == Reason::chip_temperature_stuck);
    CHECK(board.last.permit.fan_duty == Percent{100});
}

TEST_CASE("HZ-03: it may stand still as long as power does, and power may change as long as it moves") {
    Living still;
    still.warm_up();
    still.is_alive = false;
    still.power.value = {18 * 1.19};
    CHECK_FALSE(still.trips_within(10min));

    Living moving;
    moving.warm_up();
    for (int i = 0; i < 10; ++i) {
        moving.power.value = {i % 2 == 0 ? 25.0 : 18.0};
        moving.live(1min);
    }
    CHECK(moving.state() == State::hashing);
}

TEST_CASE("HZ-03: one change of the last bit within the 120 s is enough") {
    Living board;
    board.warm_up();
    board.is_alive = false;
    board.power.value = {25};
    board.live(115s);
    board.chip.value.value += 0.125;
    board.step();
    CHECK_FALSE(board.trips_within(110s));
}

TEST_CASE("HZ-04 (a): a chip that takes 18 W for 30 s and is no warmer trips, and latches the second time") {
    Living board;
    board.chip.value = {25};
    board.to_ramp();
    board.step(Event::ramp_done);
    const Instant hashing = board.now;
    REQUIRE(board.trips_within(1min));
    CHECK(board.memory.entered - hashing == 30s);
    CHECK(board.memory.cause == Reason::thermal_contradiction);
    board.step(Event::off_confirmed);
    REQUIRE(board.ticks_until(State::preflight, 1min));
    board.to_ramp();
    board.step(Event::ramp_done);
    REQUIRE(board.trips_within(1min));
    CHECK(board.state() == State::latched);
    CHECK(board.memory.latched == Reason::thermal_contradiction);
}

TEST_CASE("HZ-04 (a): the rise that is surely there is 0.3 x power x least resistance, here 5.4 K") {
    for (const double rise : {5.25, 5.5}) {
        Living board;
        board.is_alive = false;
        board.chip.value = {25};
        board.to_ramp();
        board.step(Event::ramp_done);
        board.chip.value = {25 + rise};
        CAPTURE(rise);
        CHECK(board.trips_within(31s).has_value() == (rise < 5.4));
    }
}

TEST_CASE("HZ-04 (a): a chip that was hot when it started need not rise, nor does one whose power is unknown") {
    Living hot;
    hot.is_alive = false;
    hot.chip.value = {60};
    hot.to_hashing();
    CHECK_FALSE(hot.trips_within(1min));
    Living unknown;
    unknown.chip.value = {25};
    unknown.profile.least_rise = 0;
    unknown.to_hashing();
    CHECK_FALSE(unknown.trips_within(1min));
}

TEST_CASE("HZ-04 (b): more than 3 degrees a second for two seconds trips, 3 degrees do not") {
    for (const double per_second : {3.0, 3.2}) {
        Living board;
        board.warm_up(Celsius{40});
        board.is_alive = false;
        board.chip.value = {40};
        board.live(5s);
        const Instant start = board.now;
        while (is_energised(board.state()) && board.chip.value < Celsius{60}) {
            board.chip.value.value += per_second / 4;
            board.step();
        }
        CAPTURE(per_second);
        CHECK(is_energised(board.state()) == (per_second < 3.1));
        if (per_second < 3.1) continue;
        CHECK(board.now - start <= 3250ms);
        CHECK(board.memory.cause == Reason::thermal_contradiction);
    }
}

TEST_CASE("HZ-04, SA-10: one odd sample, however odd, is no movement") {
    for (const double odd : {0.0, 30.0, 79.0}) {
        Living board;
        board.warm_up();
        board.live(10min);
        board.chip.value = {odd};
        board.step();
        CAPTURE(odd);
        CHECK_FALSE(board.trips_within(10s));
    }
    Living cold;  // an odd first sample is not what the rise is measured from
    cold.at = {25};
    cold.chip.value = {25};
    cold.to_idle();
    cold.step(Event::rail_on);
    cold.chip.value = {70};
    cold.step(Event::checkpoint_reached);
    cold.live(1s);
    cold.step(Event::ramp_done);
    for (cold.at = {25}; cold.at < Celsius{45}; cold.at = cold.at + Celsius{0.25}) cold.tick();
    CHECK_FALSE(cold.trips_within(1min));
}

TEST_CASE("HZ-04 (c): a chip that cools by more than 15 degrees while power and fan stay has lost its sensor") {
    for (const double fall : {14.75, 15.25}) {
        Living board;
        board.warm_up();
        board.live(8min);
        board.is_alive = false;
        board.chip.value = board.at - Celsius{fall - 0.125};
        CAPTURE(fall);
        CHECK(board.trips_within(10s).has_value() == (fall > 15));
    }
}

TEST_CASE("HZ-04 (c): less power or a faster fan explain a fall, and so does the night") {
    Living slower;
    slower.warm_up();
    slower.live(8min);
    slower.power.value = {14};
    slower.live(2s);
    slower.at = {40};
    CHECK_FALSE(slower.trips_within(1min));

    Living windy;
    windy.warm_up();
    windy.live(8min);
    windy.request = Request{.fan = Percent{60}, .lasting = 1h};
    windy.step(Event::set_point_request);
    windy.at = {40};
    CHECK_FALSE(windy.trips_within(1min));
    CHECK_FALSE(windy.trips_within(10min));

    Living night;
    night.warm_up();
    night.live(8min);
    for (int i = 0; i < 60; ++i) {
        night.at = night.at - Celsius{0.25};
        night.live(5s);
    }
    CHECK(night.state() == State::hashing);
}

TEST_CASE("HZ-04 (c): a sensor that comes off cools within a minute, and that is seen") {
    Living board;
    board.warm_up();
    board.live(8min);
    const Instant off = board.now;
    while (is_energised(board.state()) && board.now - off < 5min) {
        board.at = board.at + (Celsius{30} - board.at) * 0.02;
        board.tick();
    }
    CHECK(board.memory.cause == Reason::thermal_contradiction);
    CHECK(board.now - off < 30s);
}

}  // namespace adit::boards::safety::test
