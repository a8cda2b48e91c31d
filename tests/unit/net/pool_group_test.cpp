// A pool group against the demo pool over real loopback sockets: mining, outages, fail-over.
#include "miner/net/pool_group.hpp"

#include "tests/unit/net/rig.hpp"

using namespace adit;
using namespace adit::miner;
using namespace adit::miner::net;
using namespace adit::miner::net::test;

namespace {

/// Mines `count` shares and waits for the verdicts on them.
void mine(Rig& rig, int count) {
    const int before = rig.settled();
    rig.miner.mine(count);
    REQUIRE(rig.until([&] { return rig.settled() == before + count; }));
}

}  // namespace

TEST_CASE("a group connects, adopts jobs, and every share it sends is accepted") {
    DemoPool pool{easy()};
    REQUIRE(pool.start());
    Rig rig{{pool.url()}};
    REQUIRE(rig.until([&] { return rig.is_mining(); }));
    CHECK(rig.group->had_job());
    CHECK(rig.miner.mask == 0x1fffe000);
    mine(rig, 20);
    CHECK(rig.miner.fates[ShareFate::accepted] == 20);
    CHECK(pool.totals().accepted == 20);
    CHECK(rig.group->status()[0].accepted == 20);
    CHECK(rig.group->status()[0].url == pool.url());
    CHECK(rig.group->status()[0].difficulty == Approx(trivial_difficulty));
}

TEST_CASE("a new block replaces the job at once, and a share of the old one is refused by the pool as stale") {
    DemoPool pool{easy()};
    REQUIRE(pool.start());
    Rig rig{{pool.url()}};
    REQUIRE(rig.until([&] { return rig.is_mining(); }));
    const auto old = rig.miner.job;
    pool.new_job(true);
    REQUIRE(rig.until([&] { return rig.miner.job != old; }));
    CHECK(rig.miner.job->clean);
    CHECK(rig.miner.job->prev_hash != old->prev_hash);
    mine(rig, 1);
    rig.miner.job = old;
    mine(rig, 1);
    CHECK(rig.miner.fates[ShareFate::accepted] == 1);
    CHECK(rig.miner.fates[ShareFate::accepted] + rig.miner.fates[ShareFate::stale] == 2);
}

TEST_CASE("a difficulty holds from the next job on, and shares of the job before are judged by the old one") {
    DemoPool pool{easy()};
    REQUIRE(pool.start());
    Rig rig{{pool.url()}};
    REQUIRE(rig.until([&] { return rig.is_mining(); }));
    const auto old = rig.miner.job;
    pool.set_difficulty(trivial_difficulty * 8);
    pool.new_job(false);
    REQUIRE(rig.until([&] { return rig.miner.job != old; }));
    CHECK(rig.miner.job->share_difficulty == Approx(trivial_difficulty * 8));
    CHECK(old->share_difficulty == Approx(trivial_difficulty));
    mine(rig, 5);
    rig.miner.job = old;
    mine(rig, 5);
    CHECK(rig.miner.fates[ShareFate::accepted] == 10);
}

TEST_CASE("a pool that is killed and restarted is mined for again without anyone's help") {
    auto options = easy();
    auto pool = std::make_unique<DemoPool>(options);
    options.port = *pool->start();
    Rig rig{{pool->url()}};
    REQUIRE(rig.until([&] { return rig.is_mining(); }));
    mine(rig, 3);
    pool.reset();
    REQUIRE(rig.until([&] { return !rig.is_mining(); }));
    CHECK(rig.miner.retired.size() == 1);
    CHECK_FALSE(rig.group->status()[0].last_error.empty());

    rig.pass(30s);
    CHECK(rig.until([&] { return rig.state() == PoolState::waiting; }));
    pool = std::make_unique<DemoPool>(options);
    REQUIRE(pool->start());
    REQUIRE(rig.until([&] { return rig.is_mining(); }, 100ms));
    mine(rig, 3);
    CHECK(rig.miner.fates[ShareFate::accepted] == 6);
    CHECK(rig.group->status()[0].accepted == 6);
    CHECK(rig.group->status()[0].last_error.empty());
}

TEST_CASE("shares in flight when the connection breaks are lost, and each is settled once") {
    DemoPool pool{easy()};
    REQUIRE(pool.start());
    Rig rig{{pool.url()}};
    REQUIRE(rig.until([&] { return rig.is_mining(); }));
    pool.set_mute(true);
    rig.miner.mine(4);
    REQUIRE(rig.until([&] { return rig.group->unanswered() == 4; }));
    pool.drop_connections();
    REQUIRE(rig.until([&] { return rig.settled() == 4; }));
    CHECK(rig.miner.fates[ShareFate::lost] == 4);
    CHECK(rig.miner.reasons[FateReason::disconnected] == 4);
    rig.miner.mine(1);
    REQUIRE(rig.until([&] { return rig.settled() == 5; }));
    CHECK(rig.miner.reasons[FateReason::not_sent] == 1);
}

TEST_CASE("HZ-41: a pool that never says a word is left for the next one within 20 s") {
    auto options = easy();
    options.mute = true;
    DemoPool mute{options}, backup{easy()};
    REQUIRE(mute.start());
    REQUIRE(backup.start());
    Rig rig{{mute.url(), backup.url()}};
    rig.mute_pool = 0;
    const auto start = rig.clock.now();
    REQUIRE(rig.until([&] { return rig.is_mining(1); }, 50ms));
    CHECK(rig.clock.now() - start <= 30s);
    CHECK_FALSE(rig.group->status()[0].last_error.empty());
    mine(rig, 2);
    CHECK(backup.totals().accepted == 2);
    CHECK(mute.totals().accepted == 0);
}

TEST_CASE("HZ-41: from the silence of a pool to work from the backup it takes at most 200 s") {
    DemoPool primary{easy()}, backup{easy()};
    REQUIRE(primary.start());
    REQUIRE(backup.start());
    Rig rig{{primary.url(), backup.url()}};
    REQUIRE(rig.until([&] { return rig.is_mining(0); }));
    CHECK(rig.state(1) == PoolState::idle);
    primary.set_mute(true);
    rig.mute_pool = 0;
    const auto silent_since = rig.clock.now();
    REQUIRE(rig.until([&] { return rig.is_mining(1); }, 500ms));
    CHECK(rig.clock.now() - silent_since >= 170s);
    CHECK(rig.clock.now() - silent_since <= 200s);
}

TEST_CASE("HZ-43: the group returns to the better pool after 120 s of stability and lets the backup rest") {
    auto options = easy();
    auto primary = std::make_unique<DemoPool>(options);
    options.port = *primary->start();
    DemoPool backup{easy()};
    REQUIRE(backup.start());
    Rig rig{{primary->url(), backup.url()}};
    REQUIRE(rig.until([&] { return rig.is_mining(0); }));
    primary.reset();
    REQUIRE(rig.until([&] { return rig.is_mining(1); }, 10ms));

    primary = std::make_unique<DemoPool>(options);
    REQUIRE(primary->start());
    REQUIRE(rig.until([&] { return rig.state(0) == PoolState::ready; }, 100ms));
    const auto ready_since = rig.clock.now();
    REQUIRE(rig.until([&] { return rig.is_mining(0); }, 500ms));
    CHECK(rig.clock.now() - ready_since >= 119s);
    CHECK(rig.state(1) == PoolState::idle);
    mine(rig, 2);
    CHECK(rig.miner.fates[ShareFate::accepted] == 2);
}

TEST_CASE("stopping closes every connection and settles what was in flight") {
    DemoPool pool{easy()};
    REQUIRE(pool.start());
    Rig rig{{pool.url()}};
    REQUIRE(rig.until([&] { return rig.is_mining(); }));
    pool.set_mute(true);
    rig.miner.mine(2);
    REQUIRE(rig.until([&] { return rig.group->unanswered() == 2; }));
    rig.group->stop();
    CHECK(rig.settled() == 2);
    CHECK(rig.state() == PoolState::idle);
    rig.io.run();  // comes back: nothing is left to wait for
    SUCCEED();
}
