// Pools that are broken or mean harm: bounded in memory, bounded in patience.
#include "tests/unit/stratum/peer.hpp"

namespace adit::miner::stratum {
namespace {

TEST_CASE("three refused messages in a row end the session, a good one between begins anew") {
    Peer peer = ready_peer();
    for (int i = 0; i < 5; ++i) {
        peer.say("Invalid JSON, disconnecting");
        peer.call("mining.set_difficulty", "[0]");
        peer.call("mining.set_difficulty", "[1]");
    }
    CHECK(peer.session.state() == SessionState::ready);
    peer.say("[]");
    peer.say(R"({"id":1,"id":2,"method":"mining.ping"})");
    CHECK(peer.session.state() == SessionState::ready);
    peer.say("");
    CHECK(peer.is_closed_for(CloseReason::protocol_errors));
    CHECK(peer.session.counters().protocol_errors == 13);
}

TEST_CASE("nothing is processed behind the line that ended the session") {
    Peer peer = ready_peer();
    peer.raw("x\nx\nx\n" + std::string{R"({"id":5,"method":"mining.ping"})"} + "\n");
    CHECK(peer.session.counters().lines == 5);  // two of the handshake
    CHECK(peer.session.output().empty());
    CHECK(peer.all<Closed>().size() == 1);
}

TEST_CASE("a line without end closes at 256 KiB (IN-1)") {
    Peer peer = ready_peer();
    const std::string chunk(4096, '[');
    for (std::size_t sent = 0; sent < max_line_bytes; sent += chunk.size()) peer.raw(chunk);
    CHECK(peer.session.state() == SessionState::ready);
    peer.raw("[");
    CHECK(peer.is_closed_for(CloseReason::line_too_long));
}

TEST_CASE("more than 100 replies to nothing in a minute end the session (IN-10)") {
    Peer peer = ready_peer();
    const std::array replies{R"({"id":99,"result":true})", R"({"id":null,"error":true})", R"({"id":"7","result":1})",
                             R"({"result":true})", R"({"id":0,"result":true})"};
    for (std::size_t i = 0; i < 100; ++i) peer.say(replies[i % replies.size()]);
    CHECK(peer.session.state() == SessionState::ready);
    CHECK(peer.session.counters().unknown_ids == 100);
    peer.pass(60s);
    for (std::size_t i = 0; i < 100; ++i) peer.say(replies[i % replies.size()]);
    CHECK(peer.session.state() == SessionState::ready);
    peer.say(replies[0]);
    CHECK(peer.is_closed_for(CloseReason::unknown_ids));
}

TEST_CASE("more than 200 messages a second end the session after 5 s, not before (IN-11)") {
    const auto seconds_survived = [](int per_second) {
        Peer peer = ready_peer();
        peer.pass(10s);
        int seconds = 0;
        for (; seconds < 20 && peer.session.state() == SessionState::ready; ++seconds) {
            for (int i = 0; i < per_second; ++i) peer.call("mining.set_difficulty", "[1]");
            peer.pass(1s);
        }
        return peer.session.state() == SessionState::ready ? -1 : seconds;
    };
    CHECK(seconds_survived(200) == -1);
    CHECK(seconds_survived(201) == 6);  // the first message after five full seconds
}

TEST_CASE("however many shares are answered in a second, that is no flood (IN-11)") {
    Peer peer = ready_peer();
    peer.call("mining.notify", notify_params("1"));
    const JobPtr job = peer.last<JobReceived>().job;
    const auto is_ready = [&] { return peer.session.state() == SessionState::ready; };
    std::uint64_t share = 0, request = 3;
    const auto mine_one = [&] {
        CHECK(peer.submit(share_of(job, ++share)) == SubmitResult::sent);
        static_cast<void>(peer.heard());
        peer.accept(request++);
    };
    for (int second = 0; second < 10; ++second, peer.pass(1s))
        for (int i = 0; i < 1000; ++i) mine_one();
    CHECK(is_ready());
    CHECK(peer.all<Settled>().size() == 10'000);
    int seconds = 0;  // what it says by itself counts as before
    for (; seconds < 20 && is_ready(); ++seconds, peer.pass(1s))
        for (int i = 0; i < 201 && is_ready(); ++i) {
            peer.call("mining.set_difficulty", "[1]");
            if (is_ready()) mine_one();
        }
    CHECK(seconds == 6);
    CHECK(peer.is_closed_for(CloseReason::flood));
}

TEST_CASE("a burst of less than 5 s is forgiven (IN-11)") {
    Peer peer = ready_peer();
    for (int round = 0; round < 5; ++round) {
        for (int second = 0; second < 4; ++second) {
            for (int i = 0; i < 300; ++i) peer.call("mining.set_difficulty", "[1]");
            peer.pass(1s);
        }
        peer.pass(1s);
    }
    CHECK(peer.session.state() == SessionState::ready);
}

TEST_CASE("of many jobs at once the newest 16 remain, and say what the others said (IN-11, FI-N6)") {
    Peer peer = ready_peer();
    std::string flood;
    const auto notify = [](const std::string& id, const std::string& clean) {
        return R"({"method":"mining.notify","params":)" + notify_params(id, clean) + "}\n";
    };
    flood += R"({"method":"mining.set_extranonce","params":["aa",4]})"
             "\n";
    for (int i = 0; i < 1000; ++i) flood += notify(std::to_string(i), i == 500 ? "true" : "false");
    peer.raw(flood);
    const auto jobs = peer.all<JobReceived>();
    REQUIRE(jobs.size() == 16);
    CHECK(jobs.front().job->id == JobId{std::string{"984"}});
    CHECK(jobs.front().job->clean);
    CHECK(jobs.front().job->voids_all);
    CHECK(jobs.back().job->id == JobId{std::string{"999"}});
    CHECK_FALSE(jobs.back().job->clean);
    CHECK(peer.submit(share_of(jobs.front().job)) == SubmitResult::sent);
}

TEST_CASE("a storm of masks, extranonces and complaints leaves a bounded number of events") {
    Peer peer = rolling_peer();
    std::string flood;
    for (int i = 0; i < 500; ++i) {
        flood += R"({"method":"mining.set_version_mask","params":["0000)" + std::string(i % 2 == 0 ? "2000" : "4000") +
                 "\"]}\n";
        flood += R"({"method":"mining.set_extranonce","params":["aa)" + std::string(i % 2 == 0 ? "bb" : "cc") +
                 "\",4]}\n{}broken\n";
    }
    const auto before = peer.events.size();
    peer.raw(flood);
    CHECK(peer.session.state() == SessionState::ready);
    CHECK(peer.events.size() <= before + 11);
}

TEST_CASE("a peer that never reads is left before its replies fill the memory") {
    Peer peer = ready_peer();
    const std::string ping = R"({"id":")" + std::string(120, 'p') + R"(","method":"mining.ping"})";
    for (int i = 0; i < 10'000 && peer.session.state() == SessionState::ready; ++i) {
        peer.say(ping);
        if (i % 100 == 0) peer.pass(1s);
    }
    CHECK(peer.is_closed_for(CloseReason::output_stalled));
}

TEST_CASE("a session is deaf and mute once closed") {
    Peer peer = ready_peer();
    peer.session.close();
    peer.drain();
    const auto events = peer.events.size();
    peer.say(R"({"id":1,"method":"mining.ping"})");
    peer.pass(1h);
    peer.session.peer_closed(peer.now);
    peer.session.close(CloseReason::flood);
    peer.drain();
    CHECK(peer.events.size() == events);
    CHECK(peer.session.output().empty());
}

TEST_CASE("a reply of the wrong kind anywhere is survived") {
    Peer peer = ready_peer();
    for (const char* line :
         {R"({"id":{},"result":[[[[]]]]})", R"({"id":[],"error":{}})", R"({"method":7,"id":1})", R"({"method":null})",
          R"({})", R"({"id":1e3,"result":true})", R"({"id":-1,"result":true})", R"({"id":18446744073709551615})"})
        peer.say(line);
    CHECK(peer.session.state() == SessionState::ready);
    CHECK(peer.session.counters().unknown_ids == 8);
    CHECK(peer.session.counters().protocol_errors == 0);
}

TEST_CASE("a job whose time is decades off is mined all the same") {
    Peer peer = ready_peer();
    std::string params = notify_params("a");
    params.replace(params.find("59a70bb9"), 8, "ffffffff");
    peer.call("mining.notify", params);
    CHECK(peer.last<JobReceived>().job->ntime == 0xffffffff);
}

}  // namespace
}  // namespace adit::miner::stratum
