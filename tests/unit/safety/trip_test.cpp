// What a trip costs and how it is carried out. See trip_policy.hpp, trip_sequence.hpp.
#include <vector>

#include "boards/safety/trip_policy.hpp"
#include "boards/safety/trip_sequence.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/safety/bench.hpp"

namespace adit::boards::safety::test {

namespace {

class Recorder final : public TripExecutor {
public:
    explicit Recorder(TripSteps failing) : failing_{failing} {}
    std::vector<TripStep> tried;

private:
    bool do_carry_out(const TripStepRule& rule) override {
        tried.push_back(rule.step);
        return !failing_.contains(rule.step);
    }
    TripSteps failing_;
};

const std::vector<TripStep> whole_sequence{TripStep::stop_feeding, TripStep::cut_power, TripStep::fans_full,
                                           TripStep::record, TripStep::tell_operator};

}  // namespace

TEST_CASE("SA-8: every subset of failing trip steps leaves the others in place and in order") {
    for (std::uint32_t bits = 0; bits < 32; ++bits) {
        TripSteps failing;
        for (unsigned step = 0; step < 5; ++step)
            if ((bits >> step & 1) != 0) failing.insert(static_cast<TripStep>(step));
        Recorder recorder{failing};
        CHECK(run_trip_sequence(recorder) == failing);
        CHECK(recorder.tried == whole_sequence);
    }
    for (const TripStepRule& rule : trip_step_rules) CHECK(rule.limit == 100ms);
}

TEST_CASE("SA-11: three trips of a cause rest 30, 120 and 600 s, each retry lower, the fourth latches") {
    Bench bench;
    bench.to_hashing();
    const Duration rests[]{30s, 120s, 600s};
    const SetPoint lower[]{{{1100}, {425}}, {{1050}, {325}}, {{1000}, {225}}};
    for (int i = 0; i < 3; ++i) {
        bench.step(Event::chain_failed);
        REQUIRE(bench.state() == State::cooldown);
        const Instant tripped = bench.now;
        bench.step(Event::off_confirmed);
        REQUIRE(bench.ticks_until(State::preflight, 20min));
        CHECK(bench.now - tripped == rests[i]);
        bench.to_hashing();
        CHECK(bench.last.target == lower[i]);
    }
    bench.step(Event::chain_failed);
    CHECK(bench.state() == State::latched);
    CHECK(bench.memory.latched == Reason::chain_failed);
    CHECK(bench.did(Action::persist_latch));
    CHECK(bench.did(Action::trip_sequence));
}

TEST_CASE("SA-11: trips older than an hour are forgotten") {
    Memory memory;
    const Timings timings;
    Instant now{1h};
    for (int i = 0; i < 50; ++i, now += 20min) {
        const auto rest = book_trip(memory, Reason::chain_failed, now, timings);
        CHECK(rest);  // never more than three within any hour
    }
    CHECK(recent_trips(memory, now - 20min, timings) == 3);
    CHECK(recent_trips(memory, now + 2h, timings) == 0);
}

TEST_CASE("SA-11: causes have budgets of their own") {
    Memory memory;
    const Timings timings;
    for (int i = 0; i < 3; ++i) CHECK(book_trip(memory, Reason::chip_emergency, Instant{1h}, timings));
    CHECK_FALSE(book_trip(memory, Reason::chip_emergency, Instant{1h}, timings));
    CHECK(book_trip(memory, Reason::zero_rate, Instant{1h}, timings) == Duration{30s});
    CHECK(book_trip(memory, Reason::regulator_off, Instant{1h}, timings));
    CHECK_FALSE(book_trip(memory, Reason::regulator_off, Instant{1h}, timings));
}

TEST_CASE("SA-11: what latches at once has no retry, what does not latch has one") {
    for (std::size_t i = 0; i < reason_count; ++i) {
        const auto cause = static_cast<Reason>(i);
        if (is_trip(cause)) CHECK((retries_of(cause) == 0) == latches_at_once(cause));
    }
    for (const Reason cause : {Reason::over_voltage_shutdown, Reason::over_current_shutdown, Reason::regulator_absent,
                               Reason::voltage_mismatch, Reason::id_mismatch, Reason::off_not_confirmed})
        CHECK(latches_at_once(cause));
}

TEST_CASE("HZ-02: after a thermal trip the board also waits to be below 45 C") {
    Bench bench;
    bench.to_hashing();
    bench.chip.value = {81};
    bench.run(500ms);
    REQUIRE(bench.state() == State::cooldown);
    bench.board.value = {45};
    bench.step(Event::off_confirmed);
    bench.run(10min);
    CHECK(bench.state() == State::cooldown);
    bench.board.value = {44.9};
    bench.step();
    CHECK(bench.state() == State::preflight);
}

TEST_CASE("NV-13: only a cleared latch ends LATCHED, through a fresh proof that the board is off") {
    Bench bench;
    bench.to_hashing();
    bench.regulator.value.word = 0x0010;
    bench.step();
    bench.regulator.value.word = 0;
    bench.step(Event::off_confirmed);
    bench.step(Event::start_request);
    bench.run(24h);
    REQUIRE(bench.state() == State::latched);
    CHECK(bench.last.not_armed.contains(NotArmed::latched));
    bench.step(Event::latch_cleared);
    CHECK(bench.state() == State::unknown);
    CHECK(bench.did(Action::force_off));
    bench.step(Event::off_confirmed);
    CHECK(bench.state() == State::safe_off);
}

TEST_CASE("NV-13, SA-11: a latch survives a restart, and a lost bus") {
    Bench bench;
    bench.memory = memory_at_start(bench.profile, Reason::voltage_mismatch);
    bench.step(Event::start_request);
    bench.step(Event::off_confirmed);
    CHECK(bench.state() == State::latched);
    CHECK(bench.last.reason == Reason::voltage_mismatch);
    bench.step(Event::bus_lost);
    CHECK(bench.state() == State::unknown);
    bench.step(Event::off_confirmed);
    CHECK(bench.state() == State::latched);
    bench.step(Event::stop_request);
    CHECK(bench.state() == State::latched);
}

TEST_CASE("stopping during a cool-down does not shorten it") {
    Bench bench;
    bench.to_hashing();
    bench.step(Event::chain_failed);
    const Instant tripped = bench.now;
    bench.step(Event::off_confirmed);
    bench.step(Event::stop_request);
    CHECK(bench.state() == State::safe_off);
    bench.step(Event::start_request);
    CHECK(bench.state() == State::safe_off);
    REQUIRE(bench.ticks_until(State::preflight, 1min));
    CHECK(bench.now - tripped == 30s);
}

}  // namespace adit::boards::safety::test
