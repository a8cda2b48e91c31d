// The TCP carrier: queueing, pausing, ends of every kind, and being destroyed from within its own callbacks.
#include "miner/net/connection.hpp"

#include <boost/asio/io_context.hpp>
#include <functional>
#include <future>
#include <optional>

#include "tests/support/catch.hpp"
#include "tests/unit/net/scripted_pool.hpp"

using namespace adit::miner::net;
using namespace adit::miner::net::test;
using namespace std::chrono_literals;

namespace {

const Address loopback{false, {127, 0, 0, 1}, 0};
constexpr std::size_t mebibyte = 1024 * 1024;

struct Listener final : ConnectionListener {
    void connected() override {
        is_connected = true;
        if (on_connected) on_connected();
    }
    void received(std::span<const char> bytes) override {
        heard += bytes.size();
        if (on_received) on_received();
    }
    void written() override {}
    void lost(std::string_view reason) override { why = reason; }

    bool until(const std::function<bool()>& reached) {
        for (int i = 0; i < 2000; ++i) {
            if (reached()) return true;
            if (io.stopped()) io.restart();
            if (io.poll() == 0) io.run_one_for(1ms);
        }
        return false;
    }

    boost::asio::io_context io;
    bool is_connected = false;
    std::size_t heard = 0;
    std::optional<std::string> why;
    std::function<void()> on_connected, on_received;
};

}  // namespace

TEST_CASE("a connection says what it is given and hears what is said") {
    std::string line;
    const ScriptedPool peer{[&](const ScriptedPool& self, int socket) {
        line = self.hear(socket);
        self.say(socket, "answer");
    }};
    Listener listener;
    Connection connection{listener.io, loopback, peer.port(), listener};
    listener.on_connected = [&] {
        connection.send("hel");
        connection.send("lo\n");
    };
    REQUIRE(listener.until([&] { return listener.why.has_value(); }));
    CHECK(line == "hello");
    CHECK(listener.heard == 6);
    CHECK(*listener.why == "the pool closed the connection");
}

TEST_CASE("a refused connection is lost with the system's reason") {
    std::uint16_t port = 0;
    {
        const ScriptedPool gone{[](const ScriptedPool&, int) {}};
        port = gone.port();
    }
    Listener listener;
    const Connection connection{listener.io, loopback, port, listener};
    REQUIRE(listener.until([&] { return listener.why.has_value(); }));
    CHECK_FALSE(listener.is_connected);
    CHECK(listener.why->find("refused") != std::string::npos);
}

TEST_CASE("a paused connection stops the peer, and goes on where it was") {
    const std::string flood(32 * mebibyte, 'x');
    const ScriptedPool peer{[&](const ScriptedPool& self, int socket) { self.say(socket, flood); }};
    Listener listener;
    Connection connection{listener.io, loopback, peer.port(), listener};
    listener.on_received = [&] { connection.pause_reading(true); };
    REQUIRE(listener.until([&] { return listener.heard > 0; }));
    for (int i = 0; i < 50; ++i) listener.io.run_one_for(1ms);
    CHECK(listener.heard <= Connection::read_buffer_size);
    CHECK(peer.sent() < flood.size());
    listener.on_received = nullptr;
    connection.pause_reading(false);
    CHECK(listener.until([&] { return listener.heard == flood.size(); }));
}

TEST_CASE("what the peer does not read is counted as unsent") {
    std::promise<void> over;
    const auto is_over = over.get_future().share();
    const ScriptedPool peer{[is_over](const ScriptedPool&, int) { is_over.wait(); }};  // reads nothing
    Listener listener;
    Connection connection{listener.io, loopback, peer.port(), listener};
    REQUIRE(listener.until([&] { return listener.is_connected; }));
    connection.send("a line\n");
    REQUIRE(listener.until([&] { return connection.unsent() == 0; }));
    connection.send(std::string(64 * mebibyte, 'x'));
    for (int i = 0; i < 20; ++i) listener.io.run_one_for(1ms);
    CHECK(connection.unsent() > 32 * mebibyte);
    over.set_value();
}

TEST_CASE("a connection may be destroyed from within its own callback") {
    const ScriptedPool peer{[](const ScriptedPool& self, int socket) { self.say(socket, std::string(mebibyte, 'x')); }};
    Listener listener;
    auto connection = std::make_unique<Connection>(listener.io, loopback, peer.port(), listener);
    listener.on_received = [&] { connection.reset(); };
    REQUIRE(listener.until([&] { return listener.heard > 0; }));
    listener.io.run();
    CHECK(listener.heard <= Connection::read_buffer_size);
    CHECK_FALSE(listener.why.has_value());
}

TEST_CASE("address literals become addresses") {
    CHECK(address_of_literal("127.0.0.1") == loopback);
    const auto v6 = address_of_literal("::1");
    CHECK(v6.is_v6);
    CHECK(v6.bytes[15] == 1);
}
