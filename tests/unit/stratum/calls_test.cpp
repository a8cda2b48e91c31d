// What a pool may call besides work: pings, versions, messages, redirects, things nobody knows.
#include "tests/unit/stratum/peer.hpp"

namespace adit::miner::stratum {
namespace {

TEST_CASE("a ping is answered with its own id, number or string") {
    Peer peer = ready_peer();
    peer.say(R"({"id":42,"method":"mining.ping","params":[]})");
    peer.say(R"({"id":"a\"b","method":"mining.ping"})");
    CHECK(peer.heard() == std::vector<std::string>{R"({"id":42,"result":"pong","error":null})",
                                                   R"({"id":"a\"b","result":"pong","error":null})"});
}

TEST_CASE("the version is told") {
    Peer peer = ready_peer();
    peer.say(R"({"id":-7,"method":"client.get_version","params":[]})");
    CHECK(peer.heard() == std::vector<std::string>{R"({"id":-7,"result":"adit/0.1.0","error":null})"});
}

TEST_CASE("an unknown method is refused politely when it has an id, otherwise ignored") {
    Peer peer = ready_peer();
    peer.say(R"({"id":9,"method":"mining.sing","params":{"a":1}})");
    CHECK(peer.heard() == std::vector<std::string>{R"({"id":9,"result":null,"error":[-3,"Method not found",null]})"});
    peer.say(R"({"id":null,"method":"mining.sing"})");
    peer.say(R"({"method":"mining.ping"})");
    CHECK(peer.heard().empty());
    CHECK(peer.session.counters().protocol_errors == 0);
    CHECK(peer.session.counters().unknown_ids == 0);
}

TEST_CASE("a request whose id is neither integer nor short string is ignored and counted (IN-10)") {
    Peer peer = ready_peer();
    for (const std::string id : {"1.5", "7.0", "{}", "[1]", "true", "99999999999999999999"})
        peer.say(R"({"id":)" + id + R"(,"method":"mining.ping"})");
    peer.say(R"({"id":")" + std::string(129, 'x') + R"(","method":"mining.ping"})");
    CHECK(peer.heard().empty());
    CHECK(peer.session.counters().unknown_ids == 7);
}

TEST_CASE("a message is shown without control characters, cut at 256 bytes (IN-9)") {
    Peer peer = ready_peer();
    peer.call("client.show_message", R"(["\u001b]0;title\u0007Hello\nw\u00f6rld )" + std::string(400, 'x') + R"("])");
    const std::string text = peer.last<ShowMessage>().text;
    CHECK(text.starts_with("]0;titleHellow?rld xxx"));
    CHECK(text.size() == 256);
    CHECK(peer.heard().empty());
}

TEST_CASE("ten messages a minute are shown, no more") {
    Peer peer = ready_peer();
    for (int i = 0; i < 50; ++i) peer.call("client.show_message", R"(["buy"])");
    CHECK(peer.all<ShowMessage>().size() == 10);
    peer.pass(60s);
    peer.call("client.show_message", R"(["buy"])");
    CHECK(peer.all<ShowMessage>().size() == 11);
}

TEST_CASE("a message that is no text is refused") {
    Peer peer = ready_peer();
    peer.call("client.show_message", "[7]");
    CHECK(peer.session.counters().protocol_errors == 1);
}

TEST_CASE("a redirect without parameters means the configured address") {
    Peer peer = ready_peer();
    peer.call("client.reconnect", "[]");
    peer.say(R"({"id":5,"method":"client.reconnect"})");
    REQUIRE(peer.all<ReconnectAsked>().size() == 2);
    CHECK(peer.last<ReconnectAsked>().host == "pool.example");
    CHECK(peer.last<ReconnectAsked>().port == 3333);
    CHECK(peer.last<ReconnectAsked>().wait == 0s);
    CHECK(peer.session.state() == SessionState::ready);
    CHECK(peer.heard().empty());
}

TEST_CASE("a redirect within the same host is passed on, port as number or text (IN-20)") {
    Peer peer = ready_peer();
    peer.call("client.reconnect", R"(["pool.example",65535,300])");
    CHECK(peer.last<ReconnectAsked>().port == 65535);
    CHECK(peer.last<ReconnectAsked>().wait == 300s);
    peer.call("client.reconnect", R"(["pool.example","1"])");
    CHECK(peer.last<ReconnectAsked>().port == 1);
    CHECK(peer.last<ReconnectAsked>().wait == 0s);
}

TEST_CASE("a redirect elsewhere is ignored and shown, unless its host is listed byte for byte (HZ-44, IN-20)") {
    SessionConfig config = Peer::without_configure();
    config.reconnect_hosts = {"backup.example"};
    Peer peer = ready_peer(config);
    for (const char* host : {"evil.example", "example", "xpool.example", "POOL.example", "pool.example.", "127.0.0.1"})
        peer.call("client.reconnect", std::string{R"([")"} + host + R"(",3333,0])");
    CHECK(peer.all<ReconnectAsked>().empty());
    CHECK(peer.all<Warning>().size() == 6);
    CHECK(peer.session.counters().protocol_errors == 0);
    peer.call("client.reconnect", R"(["backup.example",4444,1])");
    CHECK(peer.last<ReconnectAsked>().host == "backup.example");
}

TEST_CASE("a malformed redirect is refused (IN-20)") {
    for (const char* params :
         {R"(["pool.example"])", R"(["pool.example",0])", R"(["pool.example",65536])", R"(["pool.example",-1])",
          R"(["pool.example","80x"])", R"(["pool.example",""])", R"(["pool.example",33.5])", R"(["pool.example",null])",
          R"(["pool.example",3333,-1])", R"(["pool.example",3333,301])", R"(["pool.example",3333,"1"])",
          R"(["pool.example",3333,null])", R"([7,3333,0])", R"(["",3333,0])", R"([null,3333,0])",
          R"({"host":"pool.example"})"}) {
        INFO(params);
        Peer peer = ready_peer();
        peer.call("client.reconnect", params);
        CHECK(peer.all<ReconnectAsked>().empty());
        CHECK(peer.session.counters().protocol_errors == 1);
    }
}

TEST_CASE("three redirects an hour are passed on, over all connections (IN-20)") {
    Peer peer = ready_peer();
    for (int i = 0; i < 5; ++i) peer.call("client.reconnect", "[]");
    CHECK(peer.all<ReconnectAsked>().size() == 3);
    SessionConfig config = Peer::without_configure();
    config.reconnects = peer.session.reconnect_budget();
    Peer next = ready_peer(config);
    next.call("client.reconnect", "[]");
    CHECK(next.all<ReconnectAsked>().empty());
    SessionConfig later = config;
    Peer after{later};
    after.now += 1h;
    after.session.start(after.now);
    after.call("client.reconnect", "[]");
    CHECK(after.all<ReconnectAsked>().size() == 1);
}

}  // namespace
}  // namespace adit::miner::stratum
