// Results that are wrong or repeated (HZ-23, HZ-24). See watch_results.cpp, derate.hpp.
#include "boards/safety/derate.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/safety/bench.hpp"

namespace adit::boards::safety::test {

namespace {

struct Results : Bench {
    Results() {
        to_hashing();
        facts.chain.results = 400;
    }
    /// What the Runner does after the working point moved: it counts anew.
    void count_anew() {
        facts.chain.results = 0;
        step();
        facts.chain.results = 400;
        step();
    }
};

}  // namespace

TEST_CASE("HZ-23: more than 1 % of wrong results are told, more than 5 % cost 6.25 MHz and 5 mV more") {
    Results board;
    board.facts.chain.bad_share = 0.01;
    board.run(10s);
    CHECK(board.last.reason == Reason::none);
    board.facts.chain.bad_share = 0.0125;
    board.step();
    CHECK(board.last.reason == Reason::errors_high);
    CHECK(board.did(Action::alarm));
    board.step();
    CHECK_FALSE(board.did(Action::alarm));
    board.facts.chain.bad_share = 0.05;
    board.run(10s);
    CHECK(board.last.target == SetPoint{{1150}, {525}});
    board.facts.chain.bad_share = 0.0525;
    board.step();
    CHECK(board.last.target == SetPoint{{1155}, {518.75}});
    CHECK(board.last.permit.max_core == Millivolts{1155});
    CHECK(board.did(Action::ramp_to));
}

TEST_CASE("HZ-23: each round waits for 400 new results; after three the board stays derated") {
    Results board;
    board.facts.chain.bad_share = 0.1;
    board.run(1min);  // the count from before the round is not looked at again
    CHECK(board.last.target == SetPoint{{1155}, {518.75}});
    board.facts.chain.results = 399;
    board.run(1min);
    CHECK(board.last.target == SetPoint{{1155}, {518.75}});
    board.count_anew();
    CHECK(board.last.target == SetPoint{{1160}, {512.5}});
    board.count_anew();
    CHECK(board.last.target == SetPoint{{1165}, {506.25}});
    CHECK(board.state() == State::hashing);
    board.count_anew();
    CHECK(board.state() == State::derated);
    CHECK(board.last.target == SetPoint{{1165}, {506.25}});
    board.step();
    CHECK(board.last.reason == Reason::errors_high);
    board.run(2h);
    CHECK(board.last.target == SetPoint{{1165}, {506.25}});
}

TEST_CASE("HZ-23: once results are good, a round an hour is taken back") {
    Results board;
    board.facts.chain.bad_share = 0.1;
    board.step();
    board.count_anew();
    REQUIRE(board.memory.tuning.rounds == 2);
    board.facts.chain.bad_share = 0;
    board.count_anew();
    board.run(59min);
    CHECK(board.memory.tuning.rounds == 2);
    board.run(1min);
    CHECK(board.memory.tuning.rounds == 1);
    board.run(2h);  // not before 400 results at the new point
    CHECK(board.memory.tuning.rounds == 1);
    board.count_anew();
    CHECK(board.memory.tuning.rounds == 0);
    CHECK(board.last.target == SetPoint{{1150}, {525}});
}

TEST_CASE("HZ-23, NV-6: the additional voltage ends at the envelope, the clock at its start") {
    const Profile profile = gamma_profile();
    CHECK(tuned({{1245}, {525}}, 3, profile) == SetPoint{{1250}, {506.25}});
    CHECK(tuned({{1250}, {60}}, 3, profile) == SetPoint{{1250}, {50}});
    Results board;
    board.request = Request{.point = SetPoint{{1250}, {600}}};
    board.step(Event::set_point_request);
    board.step(Event::ramp_done);
    board.facts.chain.bad_share = 0.1;
    for (int i = 0; i < 5; ++i) board.count_anew();
    CHECK(board.last.target == SetPoint{{1250}, {581.25}});
    CHECK(board.last.permit.max_core == Millivolts{1250});
}

TEST_CASE("HZ-23: more than a quarter of wrong results costs the power; so does a share that is no number") {
    Results board;
    board.facts.chain.bad_share = 0.25;
    board.step();
    CHECK(board.state() == State::hashing);
    board.count_anew();
    board.facts.chain.bad_share = 0.2525;
    board.count_anew();
    CHECK(board.memory.cause == Reason::error_rate);
    Results odd;
    odd.facts.chain.bad_share = std::nan("");
    odd.step();
    CHECK(odd.memory.cause == Reason::error_rate);
}

TEST_CASE("HZ-23: fewer than 400 results prove nothing, nor do those of a board that does not hash") {
    Results board;
    board.facts.chain.results = 399;
    board.facts.chain.bad_share = 0.9;
    board.run(10min);
    CHECK(board.state() == State::hashing);
    board.facts.has_live_work = false;
    board.step();
    board.facts.chain.results = 400;
    board.run(1min);
    CHECK(board.state() == State::energised_idle);
}

TEST_CASE("HZ-24: more than 1 % of repeated results resets the chain, three times an hour") {
    Results board;
    board.facts.chain.duplicate_share = 0.01;
    board.run(1min);
    CHECK(board.state() == State::hashing);
    board.facts.chain.duplicate_share = 0.0125;
    for (int i = 0; i < 3; ++i) {
        board.step();
        CHECK(board.did(Action::chain_reset));
        CHECK(board.state() == State::energised_idle);
        board.step(Event::checkpoint_reached);
        board.step();
        board.step(Event::ramp_done);
    }
    board.run(10min);
    CHECK(board.state() == State::hashing);
    CHECK_FALSE(board.did(Action::chain_reset));
    board.facts.chain.duplicate_share = 0;
    board.run(1h);
    board.facts.chain.duplicate_share = 0.5;
    board.step();
    CHECK(board.did(Action::chain_reset));
    CHECK(board.last.reason == Reason::duplicates);
}

}  // namespace adit::boards::safety::test
