// HZ-22: a board that draws power and finds nothing. See watch_rate.cpp.
#include "tests/support/catch.hpp"
#include "tests/unit/safety/bench.hpp"

namespace adit::boards::safety::test {

namespace {

/// Hashing, then mute. `quiet_since` is the last verified nonce.
struct Mute : Bench {
    Instant quiet_since;
    Mute() {
        to_hashing();
        is_mining = false;
        quiet_since = now;
        facts.verified_rate = {0};
    }
    /// Time since the last nonce at which `action` is ordered.
    Duration until(Action action) {
        for (int i = 0; i < 4 * 600; ++i)
            if (step().actions.contains(action)) return now - quiet_since;
        return Duration::max();
    }
    /// Answers a chain reset as the Runner does.
    void come_back() {
        step(Event::checkpoint_reached);
        step();
        step(Event::ramp_done);
    }
};

}  // namespace

TEST_CASE("HZ-22: a mute board gets its work again after 30 s, a chain reset after 45 s, a power cycle after 60 s") {
    Mute board;
    CHECK(board.until(Action::resend_work) == 30s + 250ms);
    CHECK(board.last.reason == Reason::rate_low);
    CHECK(board.until(Action::chain_reset) == 45s + 250ms);
    CHECK(board.state() == State::energised_idle);
    CHECK(board.last.permit.power);
    CHECK(board.last.permit.max_frequency == Megahertz{50});
    board.come_back();
    REQUIRE(board.state() == State::hashing);
    CHECK(board.until(Action::reinit) == 60s + 250ms);
    CHECK(board.state() == State::safe_off);
    CHECK_FALSE(board.last.permit.power);
    board.step();
    CHECK(board.did(Action::force_off));
    board.step(Event::off_confirmed);
    CHECK(board.state() == State::preflight);
}

TEST_CASE("HZ-22, NV-5: five minutes without verified work cost the power, which is cycled every minute until then") {
    Mute board;
    (void)board.until(Action::chain_reset);
    board.come_back();
    (void)board.until(Action::reinit);
    int cycles = 1;
    board.to_hashing();
    for (int i = 0; i < 4 * 600 && board.state() != State::cooldown; ++i) {
        if (!board.step().actions.contains(Action::reinit)) continue;
        ++cycles;
        board.to_hashing();
    }
    CHECK(cycles == 4);
    REQUIRE(board.state() == State::cooldown);
    CHECK(board.memory.cause == Reason::zero_rate);
    CHECK(board.now - board.quiet_since == 5min + 250ms);
    CHECK(board.did(Action::alarm));
}

TEST_CASE("HZ-22: a chain back from its reset gets 10 s to show results before the power cycle") {
    Mute board;
    (void)board.until(Action::chain_reset);
    board.step(Event::checkpoint_reached);
    while (board.now - board.quiet_since < 55s) board.step();
    board.step(Event::ramp_done);
    REQUIRE(board.state() == State::hashing);
    const Instant back = board.now;
    (void)board.until(Action::reinit);
    CHECK(board.now - back == 10s);
}

TEST_CASE("HZ-22: a tenth of the expected rate is enough, less is not") {
    Bench bench;
    bench.to_hashing();
    bench.facts.verified_rate = {1e11};
    bench.run(6min);
    CHECK(bench.state() == State::hashing);
    bench.facts.verified_rate = {0.99e11};
    bench.run(30s);
    CHECK_FALSE(bench.did(Action::resend_work));
    bench.step();
    CHECK(bench.did(Action::resend_work));
}

TEST_CASE("HZ-22: a board that recovers starts the ladder from its first rung next time") {
    Mute board;
    (void)board.until(Action::resend_work);
    board.is_mining = true;
    board.facts.verified_rate = {1e12};
    board.run(1min);
    CHECK(board.memory.starving.stage == 0);
    CHECK(board.last.reason == Reason::none);
    board.is_mining = false;
    board.facts.verified_rate = {0};
    board.quiet_since = board.now;
    CHECK(board.until(Action::resend_work) == 30s + 250ms);
}

TEST_CASE("HZ-22: without live work nothing is expected") {
    Mute board;
    board.run(29s);
    board.facts.has_live_work = false;
    board.run(2s);
    CHECK(board.state() == State::energised_idle);
    CHECK_FALSE(board.memory.starving.since);
}

TEST_CASE("HZ-22: a chain reset opens a new start-up window, no chip temperature at its end trips") {
    Mute board;
    (void)board.until(Action::chain_reset);
    board.chip.broken = Invalid::open;
    const Instant reset = board.now;
    REQUIRE(board.ticks_until(State::cooldown, 10s));
    CHECK(board.now - reset == 5s);
    CHECK(board.memory.cause == Reason::no_chip_temperature_at_start);
}

}  // namespace adit::boards::safety::test
