// Pools that mean harm: endless lines, floods, nonsense. Adit closes, backs off, and stays as small as it was.
#include <unistd.h>

#include <fstream>

#include "miner/net/pool_group.hpp"
#include "tests/unit/net/rig.hpp"
#include "tests/unit/net/scripted_pool.hpp"

using namespace adit;
using namespace adit::miner;
using namespace adit::miner::net;
using namespace adit::miner::net::test;

namespace {

std::size_t resident_bytes() {
    std::ifstream statm{"/proc/self/statm"};
    std::size_t total = 0, resident = 0;
    statm >> total >> resident;
    return resident * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
}

constexpr std::size_t mebibyte = 1024 * 1024;

/// Connects to a pool with that script and waits until the group has given it up once.
std::string last_error_after(const ScriptedPool::Script& script) {
    const ScriptedPool pool{script};
    Rig rig{{pool.url()}};
    rig.mute_pool = 0;
    REQUIRE(rig.until([&] { return rig.state() == PoolState::waiting; }, 100ms));
    CHECK(rig.miner.adopted == 0);
    return rig.group->status()[0].last_error;
}

}  // namespace

TEST_CASE("IN-1: 100 MB on one line are cut off at the limit, and memory stays flat") {
    const std::string chunk(mebibyte, 'x');
    const ScriptedPool pool{[&](const ScriptedPool& self, int socket) {
        for (int i = 0; i < 100; ++i) {
            if (!self.say(socket, chunk)) return;
        }
    }};
    const auto before = resident_bytes();
    Rig rig{{pool.url()}};
    REQUIRE(rig.until([&] { return rig.state() == PoolState::waiting; }));
    CHECK(resident_bytes() < before + 8 * mebibyte);
    CHECK(pool.sent() < 20 * mebibyte);
    CHECK_FALSE(rig.group->status()[0].last_error.empty());
}

TEST_CASE("IN-6: a negative extranonce2 size ends the session and backs off") {
    CHECK_FALSE(last_error_after(handshake(R"([[],"f00d",-1])")).empty());
}

TEST_CASE("IN-6: extranonce2 sizes of 0, 17, 255, 1.5 and \"4\" end the session") {
    for (const auto* size : {"0", "17", "255", "1.5", "\"4\"", "null", "[4]"}) {
        CAPTURE(size);
        CHECK_FALSE(last_error_after(handshake(std::string{"[[],\"f00d\","} + size + "]")).empty());
    }
}

TEST_CASE("nonsense instead of JSON, and JSON of nonsense types, end the session") {
    const auto noise = [](std::string bytes) {
        return [bytes](const ScriptedPool& self, int socket) {
            for (int i = 0; i < 8; ++i) {
                if (!self.say(socket, bytes)) return;
            }
            self.linger(socket);
        };
    };
    for (const auto* line : {"Invalid JSON, disconnecting\n", "[]\n", "{\"a\":1e400}\n",
                             R"({"id":null,"method":"mining.notify","params":{}})"
                             "\n",
                             "\xff\xfe\n"}) {
        CAPTURE(line);
        CHECK(last_error_after(noise(line)).find("malformed") != std::string::npos);
    }
    CHECK_FALSE(last_error_after(noise("{\"id\":{},\"method\":[]}\n")).empty());
}

TEST_CASE("a pool that asks for ever and never reads is not read any more, and is closed") {
    std::string requests;
    for (int i = 0; i < 1000; ++i)
        requests += R"({"id":9,"method":"client.get_version","params":[]})"
                    "\n";
    const ScriptedPool pool{handshake(R"([[],"f00d",4])", [&](const ScriptedPool& self, int socket) {
        while (self.say(socket, requests)) {
        }
    })};
    const auto before = resident_bytes();
    Rig rig{{pool.url()}};
    rig.mute_pool = 0;
    REQUIRE(rig.until([&] { return rig.state() == PoolState::waiting; }, 200ms));
    CHECK(resident_bytes() < before + 16 * mebibyte);
    CHECK(rig.group->status()[0].last_error.find("does not read") != std::string::npos);
}

TEST_CASE("NV-14: a pool that closes every connection at once is asked no more than 20 times in 10 min") {
    const ScriptedPool pool{[](const ScriptedPool&, int) {}};
    Rig rig{{pool.url()}};
    const auto start = rig.clock.now();
    REQUIRE(rig.until([&] { return rig.clock.now() - start >= 10min; }, 1s));
    CHECK(pool.connections() >= 5);
    CHECK(pool.connections() <= 20);
}

TEST_CASE("a hostile pool does not keep the group from mining for the next one") {
    const std::string noise(64 * 1024, '{');
    const ScriptedPool hostile{[&](const ScriptedPool& self, int socket) {
        while (self.say(socket, noise)) {
        }
    }};
    DemoPool good{easy()};
    REQUIRE(good.start());
    Rig rig{{hostile.url(), good.url()}};
    rig.mute_pool = 0;
    REQUIRE(rig.until([&] { return rig.is_mining(1); }, 10ms));
    rig.miner.mine(3);
    REQUIRE(rig.until([&] { return rig.settled() == 3; }));
    CHECK(good.totals().accepted == 3);
}
