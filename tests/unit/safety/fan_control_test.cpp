// The fan controller over a chip with a heat sink. See fan_control.hpp.
#include <cmath>

#include "boards/safety/fan_control.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/safety/bench.hpp"

namespace adit::boards::safety::test {

namespace {

/// A chip of 15 J/K whose heat sink keeps it 1.3 K/W from the air at full speed, 5.5 K/W without a fan.
struct Sink {
    double chip = 25, air = 25, watts = 17;
    void step(double duty, double seconds) {
        const double resistance = 1.3 + 4.2 * std::exp(-duty / 25);
        chip += (watts - (chip - air) / resistance) * seconds / 15.0;
    }
};

struct Loop {
    Profile profile = gamma_profile();
    FanControl control{};
    Sink sink{};
    Instant now{1h};
    Percent duty{100};

    void run(Duration span, Duration period = 250ms) {
        for (const Instant end = now + span; now < end;) {
            now += period;
            sink.step(duty.value, std::chrono::duration<double>(period).count());
            duty = follow_temperature(control, Celsius{sink.chip}, now, profile);
        }
    }
};

}  // namespace

TEST_CASE("the fan controller brings a chip to 60 C and keeps it there, at any period of its samples") {
    for (const Duration period : {Duration{100ms}, Duration{250ms}, Duration{1s}}) {
        Loop loop;
        loop.run(15min, period);
        CHECK(loop.sink.chip == Approx(60).margin(1.5));
        double lowest = 200, highest = 0;
        for (int i = 0; i < 300; ++i) {
            loop.run(1s, period);
            lowest = std::min(lowest, loop.sink.chip);
            highest = std::max(highest, loop.sink.chip);
        }
        CHECK(highest - lowest < 1.0);  // it does not hunt
        CHECK(highest < 75.0);
    }
}

TEST_CASE("the fan controller does not wind up: after an hour at full speed it lets go within seconds") {
    Loop loop;
    loop.sink.watts = 40;
    loop.run(1h);
    CHECK(loop.duty == Percent{100});
    CHECK(loop.control.integral <= 100.0);
    loop.sink.chip = 50;
    loop.sink.watts = 5;
    loop.run(10s);
    CHECK(loop.duty < Percent{70});
    loop.sink.air = 10;
    loop.run(1h);
    CHECK(loop.duty == Percent{20});
}

TEST_CASE("the fan controller ignores the same sample, begins at the least duty and answers steps at once") {
    const Profile profile = gamma_profile();
    FanControl control;
    CHECK(follow_temperature(control, Celsius{40}, Instant{1s}, profile) == Percent{20});
    CHECK(follow_temperature(control, Celsius{40}, Instant{2s}, profile) == Percent{20});
    const Percent up = follow_temperature(control, Celsius{70}, Instant{3s}, profile);
    CHECK(up > Percent{60});
    CHECK(follow_temperature(control, Celsius{20}, Instant{3s}, profile) == up);
    CHECK(follow_temperature(control, Celsius{120}, Instant{1h}, profile) == Percent{100});
}

TEST_CASE("a board aims its fans at 60 C, or 15 degrees below a lower throttle temperature") {
    CHECK(gamma_profile().fan_target == Celsius{60});
    BoardDefinition cool = gamma();
    cool.limits.throttle = {70};
    CHECK(make_profile(cool)->fan_target == Celsius{55});
}

TEST_CASE(
    "HZ-01: with controller and guard together a hashing board's fans rise with its heat, never below the floor") {
    Bench bench;
    bench.to_hashing();
    Percent before{0};
    for (double temperature = 30; temperature <= 75; temperature += 0.5) {
        bench.chip.value = {temperature};
        bench.run(2s);
        CHECK(bench.last.permit.fan_duty >= before - Percent{3});
        CHECK(bench.last.permit.fan_duty >= Percent{20});
        before = bench.last.permit.fan_duty;
    }
    CHECK(before == Percent{100});
}

}  // namespace adit::boards::safety::test
