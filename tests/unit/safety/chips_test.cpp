// Chains that are not whole (HZ-20, HZ-21). See watch_chips.cpp.
#include "tests/support/catch.hpp"
#include "tests/unit/safety/bench.hpp"

namespace adit::boards::safety::test {

namespace {

/// A chain of twelve on one board.
struct Chain : Bench {
    Chain() {
        facts.chain.expected = 12;
        have(12, 12);
    }
    void have(std::uint16_t present, std::uint16_t working) {
        facts.chain.present = present;
        facts.chain.working = working;
    }
    /// Time until `action`, or none.
    std::optional<Duration> until(Action action, Duration limit) {
        const Instant start = now;
        while (now - start < limit)
            if (step().actions.contains(action)) return now - start;
        return std::nullopt;
    }
    /// Answers a power cycle as the Runner does.
    void come_back() {
        step(Event::off_confirmed);
        step(Event::preflight_passed);
        step(Event::rail_on);
        chain_back();
    }
    void chain_back() {
        step(Event::checkpoint_reached);
        step();
        step(Event::ramp_done);
    }
};

}  // namespace

TEST_CASE("HZ-20: half of the chips is enough to run on, derated and told once; fewer trip") {
    Chain half;
    half.have(6, 6);
    half.to_hashing();
    CHECK(half.state() == State::derated);
    CHECK(half.last.reason == Reason::chain_degraded);
    CHECK(half.last.target == SetPoint{{1150}, {525}});  // those that are there work as they should

    Chain less;
    less.have(5, 5);
    less.to_idle();
    less.step(Event::rail_on);
    less.step(Event::checkpoint_reached);
    less.step();
    CHECK(less.state() == State::cooldown);
    CHECK(less.memory.cause == Reason::chain_lost);
    CHECK(less.did(Action::trip_sequence));
}

TEST_CASE("HZ-20: a degraded chain is told once") {
    Chain chain;
    chain.have(11, 11);
    unsigned alarms = 0;
    const auto count = [&](Event event) {
        if (chain.step(event).actions.contains(Action::alarm)) ++alarms;
    };
    chain.to_idle();
    for (const Event event : {Event::rail_on, Event::checkpoint_reached, Event::tick, Event::ramp_done}) count(event);
    for (int i = 0; i < 20; ++i) count(Event::tick);
    CHECK(chain.state() == State::derated);
    CHECK(alarms == 1);
}

TEST_CASE("HZ-20: missing chips are looked for after 10, 30, 60 s and then every 30 min, power-cycled") {
    Chain chain;
    chain.have(11, 11);
    chain.to_ramp();
    chain.step(Event::ramp_done);
    for (const Duration rest : {Duration{10s}, Duration{30s}, Duration{60s}, Duration{30min}, Duration{30min}}) {
        const auto looked = chain.until(Action::reinit, 1h);
        REQUIRE(looked);
        CHECK(*looked >= rest);
        CHECK(*looked <= rest + 500ms);
        CHECK(chain.state() == State::safe_off);
        CHECK(chain.did(Action::force_off));
        CHECK_FALSE(chain.last.permit.power);
        chain.come_back();
        REQUIRE(chain.state() == State::derated);
    }
}

TEST_CASE("HZ-20: once the chain was whole for half an hour, the search begins anew") {
    Chain chain;
    chain.memory.missing_stage = 3;
    chain.to_hashing();
    chain.run(29min);
    CHECK(chain.memory.missing_stage == 3);
    chain.run(1min);
    CHECK(chain.memory.missing_stage == 0);
    CHECK(chain.state() == State::hashing);
}

TEST_CASE("HZ-20: a chain that is lost is tried again after 10, 30, 60 s, then every 30 min, and never latches") {
    Chain chain;
    chain.have(0, 0);
    chain.to_preflight();
    for (int i = 0; i < 6; ++i) {
        chain.step(Event::preflight_passed);
        chain.step(Event::rail_on);
        chain.step(Event::checkpoint_reached);
        chain.step();
        REQUIRE(chain.memory.cause == Reason::chain_lost);
        const Instant tripped = chain.now;
        chain.step(Event::off_confirmed);
        REQUIRE(chain.ticks_until(State::preflight, 1h));
        constexpr Duration rests[]{10s, 30s, 60s, 30min, 30min, 30min};
        CHECK(chain.now - tripped == rests[i]);
        CHECK_FALSE(chain.memory.latched);
    }
}

TEST_CASE("HZ-21: a silent chip resets the chain, then the board, three times an hour, then is done without") {
    Chain chain;
    chain.to_hashing();
    chain.have(12, 11);
    chain.run(1750ms);
    CHECK(chain.state() == State::hashing);
    CHECK(chain.until(Action::chain_reset, 3s));
    CHECK(chain.state() == State::energised_idle);
    chain.chain_back();
    for (int i = 0; i < 2; ++i) {
        const auto cycled = chain.until(Action::reinit, 5s);
        REQUIRE(cycled);
        CHECK(*cycled >= 2s);
        chain.come_back();
    }
    CHECK_FALSE(chain.until(Action::reinit, 10s));
    CHECK(chain.state() == State::derated);
    CHECK(chain.last.reason == Reason::chain_degraded);
    CHECK(chain.until(Action::reinit, 1h));  // the hour of the first is over
}

TEST_CASE("HZ-21: more than half of the chips silent, and no reset helps: power off") {
    Chain chain;
    chain.to_hashing();
    chain.have(12, 5);
    CHECK(chain.until(Action::chain_reset, 3s));
    chain.chain_back();
    CHECK(chain.until(Action::reinit, 3s));
    chain.come_back();
    CHECK(chain.until(Action::reinit, 3s));
    chain.come_back();
    REQUIRE(chain.ticks_until(State::cooldown, 5s));
    CHECK(chain.memory.cause == Reason::chain_lost);
}

TEST_CASE("HZ-21: chips that come back after the resets end the degraded state") {
    Chain chain;
    chain.to_hashing();
    for (int i = 0; i < 3; ++i) chain.memory.dead_chips.at[static_cast<std::size_t>(i)] = chain.now;
    chain.memory.dead_chips.count = 3;
    chain.have(12, 11);
    chain.run(3s);
    CHECK(chain.state() == State::derated);
    chain.have(12, 12);
    chain.run(500ms);
    CHECK(chain.state() == State::hashing);
}

TEST_CASE("HZ-21: without live work nobody is silent") {
    Chain chain;
    chain.to_hashing();
    chain.facts.has_live_work = false;
    chain.step();
    chain.have(12, 0);
    CHECK_FALSE(chain.until(Action::chain_reset, 1min));
    CHECK(chain.state() == State::energised_idle);
}

}  // namespace adit::boards::safety::test
