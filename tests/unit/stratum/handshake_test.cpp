// configure, subscribe, authorise: order, shapes of replies, patience.
#include "tests/unit/stratum/peer.hpp"

namespace adit::miner::stratum {
namespace {

TEST_CASE("the handshake opens with configure alone, then subscribe and authorise together") {
    Peer peer;
    peer.session.start(peer.now);
    CHECK(peer.session.state() == SessionState::configuring);
    CHECK(peer.heard() ==
          std::vector<std::string>{R"({"id":1,"method":"mining.configure","params":[["version-rolling"],)"
                                   R"({"version-rolling.mask":"1fffe000","version-rolling.min-bit-count":2}]})"});
    peer.say(R"({"id":1,"error":null,"result":{"version-rolling":true,"version-rolling.mask":"1fffe000"}})");
    CHECK(peer.heard() == std::vector<std::string>{R"({"id":2,"method":"mining.subscribe","params":["adit/0.1.0"]})",
                                                   R"({"id":3,"method":"mining.authorize","params":["rig.one","x"]})"});
    CHECK(peer.session.state() == SessionState::handshaking);
}

TEST_CASE("options of the handshake are sent when configured, and their replies ignored") {
    SessionConfig config = Peer::without_configure();
    config.suggest_difficulty = 0.25;
    config.extranonce_subscribe = true;
    config.resume_id = "s2";
    config.user = "quote\"d\\\n";
    Peer peer{config};
    peer.session.start(peer.now);
    CHECK(peer.heard() ==
          std::vector<std::string>{R"({"id":1,"method":"mining.subscribe","params":["adit/0.1.0","s2"]})",
                                   R"({"id":2,"method":"mining.authorize","params":["quote\"d\\\u000a","x"]})",
                                   R"({"id":3,"method":"mining.suggest_difficulty","params":[0.25]})",
                                   R"({"id":4,"method":"mining.extranonce.subscribe","params":[]})"});
    peer.say(R"({"id":4,"result":false,"error":[20,"Not supported.",null]})");
    peer.say(R"({"id":3,"result":null,"error":[-3,"Method not found",null]})");
    CHECK(peer.session.counters().unknown_ids == 0);
    CHECK(peer.session.counters().protocol_errors == 0);
    peer.say(R"({"id":3,"result":true,"error":null})");
    CHECK(peer.session.counters().unknown_ids == 1);
}

TEST_CASE("replies of the handshake may come in any order") {
    Peer peer{Peer::without_configure()};
    peer.session.start(peer.now);
    peer.accept(2);
    CHECK(peer.session.state() == SessionState::handshaking);
    CHECK(peer.all<Authorised>().size() == 1);
    peer.say(subscribe_reply);
    CHECK(peer.session.state() == SessionState::ready);
}

TEST_CASE("without an answer to configure the handshake goes on after 5 s") {
    Peer peer;
    peer.session.start(peer.now);
    static_cast<void>(peer.heard());
    CHECK(peer.session.next_deadline() == peer.now + 5s);
    peer.pass(5s - 1ns);
    CHECK(peer.heard().empty());
    peer.pass(1ns);
    CHECK(peer.heard().size() == 2);
    peer.say(R"({"id":2,"error":null,"result":[[],"f00d0001",4]})");
    peer.accept(3);
    CHECK(peer.session.state() == SessionState::ready);
    CHECK(peer.session.version_mask() == 0);
}

TEST_CASE("a reply to configure that is no JSON counts as none") {
    Peer peer;
    peer.session.start(peer.now);
    peer.say(R"({"id":1,"result":{,"minimum-difficulty":false},"error":null})");
    CHECK(peer.session.state() == SessionState::configuring);
    CHECK(peer.session.counters().protocol_errors == 1);
    peer.pass(5s);
    CHECK(peer.session.state() == SessionState::handshaking);
}

TEST_CASE("a pool that hangs up on configure is told apart, so that the next attempt leaves it out") {
    Peer peer;
    peer.session.start(peer.now);
    peer.session.peer_closed(peer.now);
    peer.drain();
    CHECK(peer.is_closed_for(CloseReason::configure_refused));
    Peer later;
    later.session.start(later.now);
    later.pass(5s);
    later.session.peer_closed(later.now);
    later.drain();
    CHECK(later.is_closed_for(CloseReason::peer_closed));
}

TEST_CASE("subscribe and authorise have 15 s together") {
    Peer peer{Peer::without_configure()};
    peer.session.start(peer.now);
    peer.pass(10s);
    peer.say(subscribe_reply);
    CHECK(peer.session.next_deadline() == peer.now + 5s);
    peer.pass(5s - 1ns);
    CHECK(peer.session.state() == SessionState::handshaking);
    peer.pass(1ns);
    CHECK(peer.is_closed_for(CloseReason::handshake_timeout));
}

TEST_CASE("the extranonce sizes of IN-6 are accepted") {
    for (const char* result :
         {R"([[],"",1])", R"([null,"00",16])", R"([["mining.notify","x"],"f00d0001",2,"extra",7])"}) {
        INFO(result);
        Peer peer{Peer::without_configure()};
        peer.session.start(peer.now);
        peer.say(std::string{R"({"id":1,"error":null,"result":)"} + result + "}");
        CHECK(peer.session.state() == SessionState::handshaking);
    }
    Peer longest{Peer::without_configure()};
    longest.session.start(longest.now);
    longest.say(R"({"id":1,"result":[[],")" + std::string(64, 'a') + R"(",8]})");
    CHECK(longest.session.state() == SessionState::handshaking);
}

TEST_CASE("a subscribe reply that makes no sense ends the session (IN-6)") {
    const std::string too_long = R"([[],")" + std::string(66, 'a') + R"(",4])";
    for (const std::string result :
         {"null", "true", "[]", R"([[],"00"])", R"({"a":1})", R"([[],"0",4])", R"([[],"0g",4])", R"([[],7,4])",
          R"([[],null,4])", R"([[],"00",0])", R"([[],"00",17])", R"([[],"00",-1])", R"([[],"00",255])",
          R"([[],"00",1.5])", R"([[],"00",4.0])", R"([[],"00","4"])", R"([[],"00",null])",
          R"([[],"00",99999999999999999999])"}) {
        INFO(result);
        Peer peer{Peer::without_configure()};
        peer.session.start(peer.now);
        peer.say(R"({"id":1,"error":null,"result":)" + result + "}");
        CHECK(peer.is_closed_for(CloseReason::subscribe_failed));
    }
    Peer peer{Peer::without_configure()};
    peer.session.start(peer.now);
    peer.say(R"({"id":1,"error":null,"result":)" + too_long + "}");
    CHECK(peer.is_closed_for(CloseReason::subscribe_failed));
}

TEST_CASE("a refused subscribe ends the session with the pool's words") {
    Peer peer{Peer::without_configure()};
    peer.session.start(peer.now);
    peer.say(R"({"id":1,"result":[[],"f00d0001",4],"error":[20,"go away",null]})");
    CHECK(peer.is_closed_for(CloseReason::subscribe_failed));
    CHECK(peer.last<Closed>().text == "go away");
}

TEST_CASE("the id for resuming is found in every shape of the subscription list") {
    for (const char* list :
         {R"([["mining.set_difficulty","s1"],["mining.notify","s2"]])", R"(["mining.notify","s2"])"}) {
        Peer peer{Peer::without_configure()};
        peer.session.start(peer.now);
        peer.say(std::string{R"({"id":1,"result":[)"} + list + R"(,"f00d0001",4]})");
        CHECK(peer.session.resume_id() == "s2");
    }
}

TEST_CASE("a refused authorise is reported and ends the session (FI-N7)") {
    for (const char* reply : {R"({"id":2,"result":false,"error":null})", R"({"id":2,"result":true,"error":"no"})",
                              R"({"id":2,"result":null,"error":[24,"no",null]})", R"({"id":2,"error":true})",
                              R"({"id":2})", R"({"id":2,"result":1})", R"({"id":2,"result":"true"})"}) {
        INFO(reply);
        Peer peer{Peer::without_configure()};
        peer.session.start(peer.now);
        peer.say(reply);
        CHECK(peer.all<AuthoriseRefused>().size() == 1);
        CHECK(peer.is_closed_for(CloseReason::authorise_refused));
    }
}

TEST_CASE("a second reply to the same request belongs to nothing") {
    Peer peer = ready_peer();
    peer.say(subscribe_reply);
    peer.say(R"({"id":2,"result":false,"error":null})");
    CHECK(peer.session.counters().unknown_ids == 2);
    CHECK(peer.session.state() == SessionState::ready);
}

TEST_CASE("difficulty and job before the subscribe reply are kept, the newest of each") {
    Peer peer{Peer::without_configure()};
    peer.session.start(peer.now);
    peer.call("mining.set_difficulty", "[4]");
    peer.call("mining.set_difficulty", "[16]");
    peer.call("mining.notify", notify_params("first"));
    peer.call("mining.notify", notify_params("second"));
    CHECK(peer.all<JobReceived>().empty());
    peer.say(subscribe_reply);
    REQUIRE(peer.all<JobReceived>().size() == 1);
    const JobPtr job = peer.last<JobReceived>().job;
    CHECK(job->id == JobId{std::string{"second"}});
    CHECK(job->share_difficulty == 16);
    CHECK(job->extranonce2_size == 4);
}

TEST_CASE("work may start before authorisation") {
    Peer peer{Peer::without_configure()};
    peer.session.start(peer.now);
    peer.say(subscribe_reply);
    peer.call("mining.notify", notify_params("a"));
    CHECK(peer.all<JobReceived>().size() == 1);
    CHECK(peer.session.state() == SessionState::handshaking);
}

}  // namespace
}  // namespace adit::miner::stratum
