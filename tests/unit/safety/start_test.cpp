// From safe-off to a known chip temperature: arming list, start-up window. See supervisor.hpp.
#include "tests/support/catch.hpp"
#include "tests/unit/safety/bench.hpp"

namespace adit::boards::safety::test {

namespace {

/// The bits that keep this board from being energised after a passed preflight.
ArmingBits bits_of(void (*bend)(Bench&)) {
    Bench bench;
    bench.step(Event::off_confirmed);
    bench.step(Event::start_request);
    bend(bench);
    bench.step(Event::preflight_passed);
    CHECK(bench.state() == State::preflight);
    CHECK_FALSE(bench.last.permit.power);
    return bench.last.not_armed;
}

}  // namespace

TEST_CASE("SA-4: each missing condition keeps the power off and shows as its bit") {
    CHECK(bits_of([](Bench& b) { b.board.broken = Invalid::no_ack; }) == ArmingBits{NotArmed::temp_invalid});
    CHECK(bits_of([](Bench& b) { b.vrm.broken = Invalid::timeout; }) == ArmingBits{NotArmed::temp_invalid});
    CHECK(bits_of([](Bench& b) { b.board.value = {75}; }) == ArmingBits{NotArmed::temp_high});
    CHECK(bits_of([](Bench& b) { b.vrm.value = {100}; }) == ArmingBits{NotArmed::temp_high});
    CHECK(bits_of([](Bench& b) { b.fan = Rpm{1799}; }) == ArmingBits{NotArmed::fan_unproven});
    CHECK(bits_of([](Bench& b) { b.regulator.broken = Invalid::no_ack; }) == ArmingBits{NotArmed::reg_absent});
    CHECK(bits_of([](Bench& b) { b.regulator.value.word = 0x0004; }) == ArmingBits{NotArmed::reg_fault});
    CHECK(bits_of([](Bench& b) { b.regulator.value.word = 0x0008; }) ==
          ArmingBits{NotArmed::reg_fault, NotArmed::vin_out});
    CHECK(bits_of([](Bench& b) { b.holds = {NotArmed::update_pending}; }) == ArmingBits{NotArmed::update_pending});
    CHECK(bits_of([](Bench& b) { b.now += 2s; }) == ArmingBits{NotArmed::supervisor_late});
}

TEST_CASE("SA-4: one degree less, one turn more, and the board arms") {
    Bench bench;
    bench.to_preflight();
    bench.board.value = {74};
    bench.vrm.value = {99};
    bench.fan = Rpm{1800};
    bench.step(Event::preflight_passed);
    CHECK(bench.state() == State::energised_idle);
}

TEST_CASE("SA-4: every bit has a name and a sentence") {
    for (std::size_t bit = 0; bit < not_armed_count; ++bit) {
        CHECK_FALSE(name(static_cast<NotArmed>(bit)).empty());
        CHECK(text(static_cast<NotArmed>(bit)).ends_with('.'));
    }
    CHECK(name(NotArmed::operator_hold) == "operator_hold");
    for (std::size_t reason = 0; reason < reason_count; ++reason)
        CHECK(text(static_cast<Reason>(reason)).ends_with('.'));
    CHECK(name(Reason::id_mismatch) == "id_mismatch");
    CHECK(name(Action::alarm) == "alarm");
    CHECK(name(Event::latch_cleared) == "latch_cleared");
    CHECK(name(State::latched) == "latched");
    CHECK(name(EnvelopeField::sensors) == "sensors");
}

TEST_CASE("SA-4: arming conditions may follow a passed preflight for 10 s, then the board rests and tries again") {
    Bench bench;
    bench.to_preflight();
    bench.fan = Rpm{0};
    bench.step(Event::preflight_passed);
    const auto rested = bench.ticks_until(State::safe_off, 20s);
    REQUIRE(rested);
    CHECK(*rested <= 10s);
    bench.fan.reset();
    const auto again = bench.ticks_until(State::preflight, 20s);
    REQUIRE(again);
    CHECK(*again == 10s);
    CHECK(bench.did(Action::run_preflight));
}

TEST_CASE("SA-4: a failed preflight keeps its bits, a wrong part latches") {
    Bench bench;
    bench.to_preflight();
    bench.preflight = {NotArmed::limits_unverified};
    bench.step(Event::preflight_failed);
    CHECK(bench.state() == State::safe_off);
    CHECK(bench.last.not_armed.contains(NotArmed::limits_unverified));
    CHECK(bench.last.reason == Reason::not_armed);

    Bench other;
    other.to_preflight();
    other.preflight = {NotArmed::id_mismatch};
    other.step(Event::preflight_failed);
    CHECK(other.state() == State::latched);
    CHECK(other.memory.latched == Reason::id_mismatch);
}

TEST_CASE("SEAMS 3: until the chip's temperature is known the clock stays at its start and the fans are full") {
    Bench bench;
    bench.chip.broken = Invalid::open;
    bench.to_idle();
    CHECK(bench.last.permit.max_frequency == Megahertz{50});
    CHECK(bench.last.permit.fan_duty == Percent{100});
    bench.step(Event::rail_on);
    const Instant rail_on = bench.now;
    while (bench.state() == State::energised_idle) {
        CHECK(bench.last.permit.lease_until <= rail_on + 5s);
        CHECK(bench.last.permit.max_frequency == Megahertz{50});
        bench.step();
    }
    CHECK(bench.now - rail_on == 5s);
    CHECK(bench.state() == State::cooldown);
    CHECK(bench.memory.cause == Reason::no_chip_temperature_at_start);
}

TEST_CASE("SEAMS 3: a chip temperature counts only when it was taken after the checkpoint") {
    Bench bench;
    bench.to_idle();
    bench.step(Event::rail_on);
    bench.run(2s);
    CHECK(bench.state() == State::energised_idle);  // the diode reads, but nobody has routed it yet
    bench.is_frozen = true;
    bench.step(Event::checkpoint_reached);
    CHECK_FALSE(bench.memory.is_chip_live);
    bench.is_frozen = false;
    bench.step();
    CHECK(bench.memory.is_chip_live);
}

TEST_CASE("SEAMS 3: one millisecond before the end of the window still counts") {
    Bench bench;
    bench.chip.broken = Invalid::open;
    bench.to_idle();
    bench.step(Event::rail_on);
    for (int i = 0; i < 18; ++i) bench.step();  // 4.5 s
    bench.step(Event::checkpoint_reached, 499ms);
    CHECK(bench.state() == State::energised_idle);
    bench.chip.broken.reset();
    Bench late = bench;
    bench.step(Event::tick, 0ms);
    CHECK(bench.memory.is_chip_live);
    CHECK(bench.step().next.state == State::ramp);
    late.chip.broken = Invalid::open;
    late.step(Event::tick, 1ms);
    CHECK(late.state() == State::cooldown);
}

TEST_CASE("SEAMS 3: always-readable sensors trip inside the window too") {
    Bench bench;
    bench.to_idle();
    bench.step(Event::rail_on);
    bench.board.value = {80};
    bench.step();
    CHECK(bench.state() == State::energised_idle);
    bench.step();
    CHECK(bench.memory.cause == Reason::board_emergency);
    CHECK(bench.state() == State::cooldown);
}

namespace {

/// A board whose chip temperature is always known, and a chain that takes its time to come up.
struct LongChain : Bench {
    explicit LongChain(Duration start_plan) {
        BoardDefinition definition = gamma();
        definition.sensors = {{Measures::chip, SensorPart::tmp1075, 0x48, {}, {}}};
        profile = *make_profile(definition);
        memory = memory_at_start(profile);
        facts.start_plan = start_plan;
        to_idle();
        step(Event::rail_on);
    }
    Duration window() const { return memory.window_until - memory.rail_on.value_or(Instant{}); }
};

}  // namespace

TEST_CASE("where the chip's temperature is always known, a chain has 1.5 times its plan to come up, 5 s to 60 s") {
    CHECK(LongChain{0s}.window() == 5s);
    CHECK(LongChain{3s}.window() == 5s);
    CHECK(LongChain{6s}.window() == 9s);
    CHECK(LongChain{40s}.window() == 60s);
    CHECK(LongChain{1h}.window() == 60s);
    CHECK(LongChain{Duration::max()}.window() == 60s);
    CHECK(LongChain{Duration::min()}.window() == 5s);
    LongChain slow{6s};
    const auto tripped = slow.ticks_until(State::cooldown, 20s);
    REQUIRE(tripped);
    CHECK(*tripped == 9s);
    CHECK(slow.memory.cause == Reason::chain_failed);
}

TEST_CASE("SEAMS 3: in a long window the always-readable chip sensor trips as usual, and its loss does") {
    LongChain hot{20s};
    hot.chip.value = {80};
    hot.run(500ms);
    CHECK(hot.memory.cause == Reason::chip_emergency);
    LongChain blind{20s};
    blind.chip.broken = Invalid::no_ack;
    blind.run(750ms);
    CHECK(blind.memory.cause == Reason::chip_temperature_unknown);
}

TEST_CASE("SEAMS 3: a chip that can be read only after the checkpoint has 5 s, whatever its plan says") {
    Bench bench;
    bench.facts.start_plan = 20s;
    bench.to_idle();
    bench.step(Event::rail_on);
    CHECK(bench.memory.window_until - bench.now == 5s);
}

TEST_CASE("a rail that does not come up within 2 s costs the permit") {
    Bench bench;
    bench.to_idle();
    const auto off = bench.ticks_until(State::cooldown, 10s);
    REQUIRE(off);
    CHECK(*off == 2s);
    CHECK(bench.memory.cause == Reason::power_failed);
}

}  // namespace adit::boards::safety::test
