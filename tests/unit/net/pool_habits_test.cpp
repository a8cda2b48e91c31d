// Pools with habits: no configure, redirects, names that do not resolve, wrong passwords.
#include <algorithm>
#include <atomic>
#include <future>

#include "miner/net/pool_group.hpp"
#include "tests/unit/net/rig.hpp"
#include "tests/unit/net/scripted_pool.hpp"

using namespace adit;
using namespace adit::miner;
using namespace adit::miner::net;
using namespace adit::miner::net::test;

namespace {

std::string reconnect_to(const std::string& host, std::uint16_t port) {
    return R"({"id":null,"method":"client.reconnect","params":[")" + host + "\"," + std::to_string(port) + ",0]}\n";
}

bool has_line(const Rig& rig, std::string_view text) {
    return std::any_of(rig.log.begin(), rig.log.end(),
                       [&](const auto& line) { return line.find(text) != std::string::npos; });
}

}  // namespace

TEST_CASE("a pool that hangs up on configure is mined for without it, and that is remembered") {
    auto options = easy();
    options.knows_configure = false;
    DemoPool pool{options};
    REQUIRE(pool.start());
    Rig rig{{pool.url()}};
    REQUIRE(rig.until([&] { return rig.is_mining(); }, 20ms));
    CHECK(rig.miner.job->version_mask == 0);
    CHECK(pool.totals().connections == 2);
    rig.miner.mine(3);
    REQUIRE(rig.until([&] { return rig.settled() == 3; }));
    CHECK(rig.miner.fates[ShareFate::accepted] == 3);

    pool.drop_connections();
    REQUIRE(rig.until([&] { return !rig.is_mining(); }));
    REQUIRE(rig.until([&] { return rig.is_mining(); }, 20ms));
    CHECK(pool.totals().connections == 3);
}

TEST_CASE("IN-20: a redirect to another port of the same host is followed") {
    DemoPool first{easy()}, second{easy()};
    REQUIRE(first.start());
    REQUIRE(second.start());
    Rig rig{{first.url()}};
    REQUIRE(rig.until([&] { return rig.is_mining(); }));
    first.send_raw(reconnect_to("127.0.0.1", second.port()));
    REQUIRE(rig.until([&] { return second.totals().connections == 1 && rig.is_mining(); }, 10ms));
    rig.miner.mine(1);
    REQUIRE(rig.until([&] { return rig.settled() == 1; }));
    CHECK(second.totals().accepted == 1);
    CHECK(rig.group->status()[0].url == first.url());
}

TEST_CASE("a redirect that leads nowhere ends at the configured pool again") {
    DemoPool first{easy()};
    REQUIRE(first.start());
    std::uint16_t closed_port = 0;
    {
        const ScriptedPool gone{[](const ScriptedPool&, int) {}};
        closed_port = gone.port();
    }
    Rig rig{{first.url()}};
    REQUIRE(rig.until([&] { return rig.is_mining(); }));
    first.send_raw(reconnect_to("127.0.0.1", closed_port));
    REQUIRE(rig.until([&] { return first.totals().connections == 2 && rig.is_mining(); }, 10ms));
}

TEST_CASE("NV-12: a redirect to a host that is not configured is ignored, and the session goes on") {
    DemoPool pool{easy()};
    REQUIRE(pool.start());
    Rig rig{{pool.url()}};
    REQUIRE(rig.until([&] { return rig.is_mining(); }));
    pool.send_raw(reconnect_to("evil.example", 3333));
    rig.miner.mine(1);
    REQUIRE(rig.until([&] { return rig.settled() == 1; }));
    CHECK(rig.is_mining());
    CHECK(pool.totals().connections == 1);
}

TEST_CASE("a pool's name is looked up, and a name service that hangs stalls no other pool") {
    DemoPool pool{easy()};
    REQUIRE(pool.start());
    PoolGroupOptions options;
    const auto answers = std::make_shared<std::promise<void>>();
    const auto answered = answers->get_future().share();
    options.lookup = [answered](const std::string& host) -> ResolveResult {
        if (host == "hangs.test") answered.wait();
        return std::vector{Address{false, {127, 0, 0, 1}, 0}};
    };
    Rig rig{{"hangs.test:3333", "pool.test:" + std::to_string(pool.port())}, options};
    REQUIRE(rig.until([&] { return rig.is_mining(1); }, 20ms));
    CHECK(rig.group->status()[0].last_error == "no connection in time");
    answers->set_value();
}

TEST_CASE("a name that does not exist is said to be so, and is tried again by the back-off") {
    PoolGroupOptions options;
    std::atomic<int> asked = 0;
    options.lookup = [&](const std::string&) -> ResolveResult {
        ++asked;
        return failure(ResolveError::not_found);
    };
    Rig rig{{"nowhere.test:3333"}, options};
    REQUIRE(rig.until([&] { return asked == 3 && rig.state() == PoolState::waiting; }, 20ms));
    CHECK(rig.group->status()[0].last_error == "the host name has no address");
}

TEST_CASE("a refused user name is told to the person and waits 300 s, not 1 s") {
    const ScriptedPool pool{[](const ScriptedPool& self, int socket) {
        for (auto line = self.hear(socket); !line.empty(); line = self.hear(socket)) {
            const auto id = line.substr(line.find("\"id\":") + 5, 1);
            const bool authorise = line.find("mining.authorize") != std::string::npos;
            const std::string result = authorise                                            ? "false"
                                       : line.find("mining.subscribe") != std::string::npos ? R"([[],"f00d",4])"
                                                                                            : "null";
            if (!self.say(socket, "{\"id\":" + id + ",\"result\":" + result + ",\"error\":null}\n")) return;
        }
    }};
    Rig rig{{pool.url()}};
    REQUIRE(rig.until([&] { return rig.state() == PoolState::waiting; }));
    CHECK(has_line(rig, "refuses the user name"));
    const auto since = rig.clock.now();
    REQUIRE(rig.until([&] { return pool.connections() == 2; }, 1s));
    CHECK(rig.clock.now() - since >= 225s);
}

TEST_CASE("IN-8: a job whose time is hours away from the machine's clock is mined and warned about") {
    DemoPool pool{easy()};
    REQUIRE(pool.start());
    PoolGroupOptions options;
    options.wall_clock = [] { return std::int64_t{1}; };  // a machine that believes in 1970
    Rig rig{{pool.url()}, options};
    REQUIRE(rig.until([&] { return rig.is_mining(); }));
    CHECK(has_line(rig, "far from this machine's clock"));
}

TEST_CASE("secrets never reach log or status") {
    DemoPool pool{easy()};
    REQUIRE(pool.start());
    Rig rig{{pool.url()}};
    REQUIRE(rig.until([&] { return rig.is_mining(); }));
    pool.drop_connections();
    REQUIRE(rig.until([&] { return !rig.is_mining(); }));
    CHECK(has_line(rig, pool.url()));
    CHECK_FALSE(has_line(rig, "test.rig"));
}
