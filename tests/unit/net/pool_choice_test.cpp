// Which pool is mined for: fail-over, fail-back, hold-down (HZ-43). Virtual time.
#include "miner/net/pool_choice.hpp"

#include "tests/support/catch.hpp"

using namespace adit;
using namespace adit::miner::net;
using namespace std::chrono_literals;

namespace {

constexpr Instant start{100s};

struct Rig {
    PoolChoice choice{3, PoolTimings{}};
    Instant now = start;

    void ready(std::size_t pool) {
        choice.ready(pool, now);
        choice.decide(now);
    }
    void down(std::size_t pool) {
        choice.down(pool, now);
        choice.decide(now);
    }
    void pass(Duration time) {
        now += time;
        choice.decide(now);
    }
};

}  // namespace

TEST_CASE("at first only the best pool is tried") {
    Rig rig;
    CHECK_FALSE(rig.choice.current());
    CHECK(rig.choice.wanted(0));
    CHECK_FALSE(rig.choice.wanted(1));
}

TEST_CASE("a pool that fails brings the next one in, and stays wanted itself") {
    Rig rig;
    rig.down(0);
    CHECK(rig.choice.wanted(0));
    CHECK(rig.choice.wanted(1));
    CHECK_FALSE(rig.choice.wanted(2));
    rig.ready(1);
    CHECK(rig.choice.current() == 1U);
}

TEST_CASE("fail-over happens at once, to whoever is ready") {
    Rig rig;
    rig.down(0);
    rig.ready(1);
    rig.ready(0);
    rig.pass(130s);
    REQUIRE(rig.choice.current() == 0U);
    CHECK_FALSE(rig.choice.wanted(1));
    rig.choice.rest(1);
    rig.down(0);
    CHECK_FALSE(rig.choice.current());
    CHECK(rig.choice.wanted(1));
    CHECK_FALSE(rig.choice.wanted(2));
    rig.ready(1);
    CHECK(rig.choice.current() == 1U);
}

TEST_CASE("HZ-43: the return to a better pool waits for 120 s without a break") {
    Rig rig;
    rig.down(0);
    rig.ready(1);
    rig.ready(0);
    CHECK(rig.choice.next_deadline() == start + 120s);
    rig.pass(119s);
    CHECK(rig.choice.current() == 1U);
    rig.down(0);
    rig.ready(0);
    rig.pass(119s);
    CHECK(rig.choice.current() == 1U);
    rig.pass(1s);
    CHECK(rig.choice.current() == 0U);
    CHECK(rig.choice.next_deadline() == Instant::max());
}

TEST_CASE("HZ-43: a primary that authorises and drops after 5 s is never returned to") {
    Rig rig;
    rig.down(0);
    rig.ready(1);
    for (int i = 0; i < 100; ++i) {
        rig.ready(0);
        rig.pass(5s);
        rig.down(0);
        rig.pass(60s);
        REQUIRE(rig.choice.current() == 1U);
    }
}

TEST_CASE("HZ-43: more than 3 switches in 10 min hold the dropping pool down for 2, 4, 8 … 30 min") {
    Rig rig;
    const auto flap = [&] {  // pool 0 comes, is taken after its 120 s, and drops at once
        rig.ready(0);
        rig.pass(rig.choice.next_deadline() - rig.now);
        REQUIRE(rig.choice.current() == 0U);
        rig.down(0);
        rig.ready(1);
        REQUIRE(rig.choice.current() == 1U);
    };
    rig.down(0);
    rig.ready(1);
    flap();  // switches: 1, 0, 1
    flap();  // the fourth: held down for 2 min from now
    rig.ready(0);
    CHECK(rig.choice.next_deadline() - rig.now == 120s);
    flap();
    rig.ready(0);
    CHECK(rig.choice.next_deadline() - rig.now == 240s);
    rig.pass(239s);
    CHECK(rig.choice.current() == 1U);
}

TEST_CASE("a pool that is held down is still better than none") {
    Rig rig;
    rig.down(0);
    rig.ready(1);
    for (int i = 0; i < 4; ++i) {
        rig.ready(0);
        rig.pass(30min);
        rig.down(0);
        rig.ready(1);
    }
    rig.down(1);
    rig.ready(0);
    CHECK(rig.choice.current() == 0U);
}

TEST_CASE("a single pool is simply current when it is ready") {
    PoolChoice choice{1, PoolTimings{}};
    choice.ready(0, start);
    choice.decide(start);
    CHECK(choice.current() == 0U);
    choice.down(0, start);
    choice.decide(start);
    CHECK_FALSE(choice.current());
    CHECK(choice.wanted(0));
}
