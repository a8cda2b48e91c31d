// Shares out, verdicts back, and that each is settled once.
#include "tests/unit/bitcoin/golden.hpp"
#include "tests/unit/stratum/peer.hpp"

namespace adit::miner::stratum {
namespace {

Peer peer_with_job(const std::string& clean = "true") {
    Peer peer = ready_peer();
    peer.call("mining.notify", notify_params("6f1a", clean));
    return peer;
}

JobPtr job_in(const Peer& peer) { return peer.last<JobReceived>().job; }

void answer(Peer& peer, std::uint64_t id, const std::string& members) {
    peer.say(R"({"id":)" + std::to_string(id) + "," + members + "}");
}

TEST_CASE("a submit has worker, job id, extranonce2, time and nonce in fixed lengths of lower-case hex") {
    Peer peer = peer_with_job();
    CHECK(peer.submit(share_of(job_in(peer), 0xab)) == SubmitResult::sent);
    CHECK(peer.heard() ==
          std::vector<std::string>{
              R"({"id":3,"method":"mining.submit","params":["rig.one","6f1a","00000017","59a70bb9","755200ab"]})"});
}

TEST_CASE("a job id goes back as it came: as an integer, or escaped again") {
    Peer peer = ready_peer();
    const auto echoed = [&peer](const std::string& id) {
        std::string params = notify_params("X");
        params.replace(params.find("\"X\""), 3, id);
        peer.call("mining.notify", params);
        peer.submit(share_of(job_in(peer)));
        const std::string line = peer.heard().back();
        const auto from = line.find("\"rig.one\",") + 10;
        return line.substr(from, line.find(",\"00000017\"") - from);
    };
    CHECK(echoed("17") == "17");
    CHECK(echoed("-9223372036854775808") == "-9223372036854775808");
    CHECK(echoed(R"("a\"b\\c")") == R"("a\"b\\c")");
    CHECK(echoed(R"("\u0041z")") == R"("Az")");
}

TEST_CASE("a real accepted share with version rolling is submitted as it was") {
    const auto& real = golden::rolled_share;
    Peer peer;
    peer.session.start(peer.now);
    peer.say(R"({"id":1,"error":null,"result":{"version-rolling":true,"version-rolling.mask":"1fffe000"}})");
    peer.say(R"({"id":2,"error":null,"result":[[],"4128064f",4]})");
    peer.accept(3);
    peer.call("mining.set_difficulty", "[8192]");
    std::string branch;
    for (const auto hash : real.branch) branch += (branch.empty() ? "\"" : ",\"") + std::string{hash} + "\"";
    peer.call("mining.notify", R"(["875b4b7",")" + std::string{real.prev_hash_field} + R"(",")" +
                                   std::string{real.head} + R"(",")" + std::string{real.tail} + R"(",[)" + branch +
                                   R"(],"20000000","17023a04","685468d7",false])");
    Share share;
    share.number = 1;
    share.job = job_in(peer);
    share.extranonce2[0] = std::byte{0x17};
    share.ntime = real.ntime;
    share.nonce = real.nonce;
    share.version = real.header_version;
    share.hash = golden::hash_of(real.hash);
    std::reverse(share.hash.begin(), share.hash.end());
    CHECK(peer.submit(share) == SubmitResult::sent);
    CHECK(
        peer.heard().back() ==
        R"({"id":4,"method":"mining.submit","params":["rig.one","875b4b7","17000000","685468d7","7552034c","00b44000"]})");
}

TEST_CASE("only true without an error is accepted") {
    const std::vector<std::string> accepted{R"("result":true,"error":null)", R"("result":true)",
                                            R"("result":true,"error":false)", R"("jsonrpc":"2.0","result":true)"};
    const std::vector<std::string> rejected{R"("result":false)",
                                            R"("result":null)",
                                            R"("result":1)",
                                            R"("result":"true")",
                                            R"("result":[])",
                                            R"("error":null)",
                                            R"("jsonrpc":"2.0")",
                                            R"("result":true,"error":true)",
                                            R"("result":true,"error":[20,"x",null])"};
    const auto fate_of = [](const std::string& reply) {
        Peer peer = peer_with_job();
        peer.submit(share_of(job_in(peer)));
        answer(peer, 3, reply);
        REQUIRE(peer.all<Settled>().size() == 1);
        return peer.last<Settled>().outcome.fate;
    };
    for (const auto& reply : accepted) CHECK(fate_of(reply) == ShareFate::accepted);
    for (const auto& reply : rejected) CHECK(fate_of(reply) == ShareFate::rejected);
}

TEST_CASE("rejects are classed by code, and by words where there is no code") {
    const auto reason_of = [](const std::string& members) {
        Peer peer = peer_with_job();
        peer.submit(share_of(job_in(peer)));
        answer(peer, 3, members);
        const Settled settled = peer.last<Settled>();
        CHECK((settled.outcome.fate == ShareFate::stale) == (settled.outcome.reason == FateReason::job_not_found));
        return std::pair{settled.outcome.reason, settled.text};
    };
    using Pair = std::pair<FateReason, std::string>;
    const auto array = [](const std::string& error) { return R"("result":null,"error":)" + error; };
    CHECK(reason_of(array(R"([20,"ntime out of range",null])")) == Pair{FateReason::other, "ntime out of range"});
    CHECK(reason_of(array(R"([21,"stale-work",null])")) == Pair{FateReason::job_not_found, "stale-work"});
    CHECK(reason_of(array(R"([22,"duplicate",null])")) == Pair{FateReason::duplicate, "duplicate"});
    CHECK(reason_of(array(R"([23,"high-hash",null])")) == Pair{FateReason::low_difficulty, "high-hash"});
    CHECK(reason_of(array(R"([24,"who?"])")) == Pair{FateReason::unauthorised, "who?"});
    CHECK(reason_of(array(R"([25])")) == Pair{FateReason::not_subscribed, ""});
    CHECK(reason_of(array(R"([-3,"stale",null])")) == Pair{FateReason::other, "stale"});
    CHECK(reason_of(array(R"({"code":22,"message":"again","data":null})")) == Pair{FateReason::duplicate, "again"});
    CHECK(reason_of(array(R"({"message":"Job Not Found"})")) == Pair{FateReason::job_not_found, "Job Not Found"});
    CHECK(reason_of(array(R"("Invalid JobID")")) == Pair{FateReason::job_not_found, "Invalid JobID"});
    CHECK(reason_of(array(R"("Duplicate share")")) == Pair{FateReason::duplicate, "Duplicate share"});
    CHECK(reason_of(array("true")) == Pair{FateReason::other, ""});
    CHECK(reason_of(array(R"(["low difficulty share of 1"])")) == Pair{FateReason::other, ""});
    CHECK(reason_of(array(R"([null,"Low difficulty share"])")).first == FateReason::low_difficulty);
    CHECK(reason_of(R"("reject-reason":"Above target","result":false,"error":null)") ==
          Pair{FateReason::low_difficulty, "Above target"});
    CHECK(reason_of(R"("reject-reason":"Stale","result":false)") == Pair{FateReason::job_not_found, "Stale"});
}

TEST_CASE("a pool's words are kept printable and short (IN-9)") {
    Peer peer = peer_with_job();
    peer.submit(share_of(job_in(peer)));
    answer(peer, 3, R"("result":null,"error":[20,"\u001b[31mred\n)" + std::string(5000, 'x') + R"(",null])");
    const std::string text = peer.last<Settled>().text;
    CHECK(text.size() == 256);
    CHECK(text.starts_with("[31mredxxx"));
}

TEST_CASE("replies come in any order and are matched by number alone") {
    Peer peer = peer_with_job();
    for (std::uint64_t number = 1; number <= 3; ++number) peer.submit(share_of(job_in(peer), number));
    answer(peer, 5, R"("result":true)");
    answer(peer, 3, R"("result":null,"error":[22,"dup",null])");
    peer.say(R"({"id":"4","result":true})");
    peer.say(R"({"id":4.0,"result":true})");
    CHECK(peer.session.unanswered() == 1);
    CHECK(peer.session.counters().unknown_ids == 2);
    const auto settled = peer.all<Settled>();
    REQUIRE(settled.size() == 2);
    CHECK(settled[0].outcome.number == 3);
    CHECK(settled[1].outcome.number == 1);
    CHECK(peer.session.counters().accepted == 1);
    CHECK(peer.session.counters().rejected == 1);
}

TEST_CASE("the same result is never sent twice, within the last 4096") {
    Peer peer = peer_with_job();
    const Share first = share_of(job_in(peer), 1);
    CHECK(peer.submit(first) == SubmitResult::sent);
    answer(peer, 3, R"("result":true)");
    Share again = first;
    again.number = 2;
    CHECK(peer.submit(again) == SubmitResult::dropped);
    CHECK(peer.last<Settled>().outcome.number == 2);
    CHECK(peer.last<Settled>().outcome.reason == FateReason::duplicate);
    Share other = first;
    other.extranonce2[0] = std::byte{1};
    CHECK(peer.submit(other) == SubmitResult::sent);
    for (std::uint64_t number = 3; number < 3 + DuplicateFilter::remembered - 2; ++number) {
        peer.submit(share_of(job_in(peer), number));
        answer(peer, 2 + number, R"("result":true)");
        REQUIRE(peer.heard().size() >= 1);
    }
    CHECK(peer.submit(again) == SubmitResult::dropped);
    peer.submit(share_of(job_in(peer), 100'000));
    CHECK(peer.submit(first) == SubmitResult::sent);  // pushed out of memory at last
}

TEST_CASE("shares found before authorisation wait for it and go out in order (HZ-45)") {
    Peer peer{Peer::without_configure()};
    peer.session.start(peer.now);
    peer.say(subscribe_reply);
    peer.call("mining.notify", notify_params("a"));
    for (std::uint64_t number = 1; number <= 2; ++number)
        CHECK(peer.submit(share_of(job_in(peer), number)) == SubmitResult::queued);
    CHECK(peer.heard().size() == 2);
    peer.accept(2);
    const auto lines = peer.heard();
    REQUIRE(lines.size() == 2);
    CHECK(lines[0].find("75520001") != std::string::npos);
    CHECK(lines[1].find("75520002") != std::string::npos);
}

TEST_CASE("what waited is judged anew when it could go") {
    Peer peer{Peer::without_configure()};
    peer.session.start(peer.now);
    peer.say(subscribe_reply);
    peer.call("mining.notify", notify_params("a"));
    peer.submit(share_of(job_in(peer), 1));
    peer.call("mining.notify", notify_params("b", "true", "00000001"));
    peer.submit(share_of(job_in(peer), 2));
    peer.accept(2);
    CHECK(peer.session.unanswered() == 1);
    CHECK(peer.last<Settled>().outcome.number == 1);
    CHECK(peer.last<Settled>().outcome.fate == ShareFate::stale);
}

TEST_CASE("at most 256 shares wait (HZ-45)") {
    Peer peer{Peer::without_configure()};
    peer.session.start(peer.now);
    peer.say(subscribe_reply);
    peer.call("mining.notify", notify_params("a"));
    for (std::uint64_t number = 1; number <= 256; ++number)
        REQUIRE(peer.submit(share_of(job_in(peer), number)) == SubmitResult::queued);
    CHECK(peer.submit(share_of(job_in(peer), 257)) == SubmitResult::dropped);
    CHECK(peer.last<Settled>().outcome.number == 257);
    CHECK(peer.last<Settled>().outcome.reason == FateReason::not_sent);
    peer.accept(2);
    CHECK(peer.session.unanswered() == 256);
}

TEST_CASE("results of a cleaned job go out for 1 s, if the block is still the same (HZ-40)") {
    Peer peer = peer_with_job();
    const JobPtr old = job_in(peer);
    peer.call("mining.notify", notify_params("b"));
    peer.pass(1s);
    CHECK(peer.submit(share_of(old, 1)) == SubmitResult::sent);
    peer.pass(1ns);
    CHECK(peer.submit(share_of(old, 2)) == SubmitResult::dropped);
    Share block = share_of(old, 3);
    block.meets_network = true;
    CHECK(peer.submit(block) == SubmitResult::sent);
}

TEST_CASE("results of a cleaned job on another block are stale at once, unless they are a block (HZ-40)") {
    Peer peer = peer_with_job();
    const JobPtr old = job_in(peer);
    peer.call("mining.notify", notify_params("b", "true", "00000001"));
    CHECK(peer.submit(share_of(old, 1)) == SubmitResult::dropped);
    CHECK(peer.last<Settled>().outcome.fate == ShareFate::stale);
    Share block = share_of(old, 2);
    block.meets_network = true;
    CHECK(peer.submit(block) == SubmitResult::sent);
}

TEST_CASE("jobs that were not cleaned stay good") {
    Peer peer = peer_with_job();
    const JobPtr old = job_in(peer);
    peer.call("mining.notify", notify_params("b", "false", "00000001"));
    peer.pass(100s);
    CHECK(peer.submit(share_of(old, 1)) == SubmitResult::sent);
}

TEST_CASE("a share of another connection's job is not sent") {
    Peer peer = peer_with_job();
    Job foreign = *job_in(peer);
    foreign.key.session = 6;
    CHECK(peer.submit(share_of(std::make_shared<const Job>(foreign))) == SubmitResult::dropped);
    CHECK(peer.last<Settled>().outcome.reason == FateReason::not_sent);
}

TEST_CASE("a closing session settles everything: sent is disconnected, waiting is not sent (HZ-45)") {
    Peer peer = peer_with_job();
    peer.submit(share_of(job_in(peer), 1));
    peer.session.peer_closed(peer.now);
    peer.drain();
    CHECK(peer.last<Settled>().outcome.reason == FateReason::disconnected);
    CHECK(std::holds_alternative<Closed>(peer.events.back()));
    CHECK(peer.session.output().empty());
    CHECK(peer.submit(share_of(job_in(peer), 2)) == SubmitResult::dropped);
    CHECK(peer.last<Settled>().outcome.reason == FateReason::not_sent);
    peer.say(R"({"id":3,"result":true})");
    CHECK(peer.session.counters().accepted == 0);

    Peer waiting{Peer::without_configure()};
    waiting.session.start(waiting.now);
    waiting.say(subscribe_reply);
    waiting.call("mining.notify", notify_params("a"));
    waiting.submit(share_of(job_in(waiting), 1));
    waiting.session.close();
    waiting.drain();
    CHECK(waiting.last<Settled>().outcome.reason == FateReason::not_sent);
    CHECK(waiting.is_closed_for(CloseReason::owner));
}

TEST_CASE("more than ten rejects in a row for one reason end the session (FI-N7)") {
    const auto rejected_times = [](int times, const std::string& error) {
        Peer peer = peer_with_job();
        for (std::uint64_t number = 1; number <= static_cast<std::uint64_t>(times); ++number) {
            peer.submit(share_of(job_in(peer), number));
            answer(peer, 2 + number, R"("result":null,"error":[)" + error + R"(,"no",null])");
        }
        return peer.session.state();
    };
    for (const char* code : {"20", "21", "22", "23", "24", "25"}) {
        CHECK(rejected_times(10, code) == SessionState::ready);
        CHECK(rejected_times(11, code) == SessionState::closed);
    }
}

TEST_CASE("an accepted share, or another reason, begins the count of rejects anew") {
    Peer peer = peer_with_job();
    for (std::uint64_t number = 1; number <= 40; ++number) {
        peer.submit(share_of(job_in(peer), number));
        const bool accepted = number % 10 == 0 && number <= 20;
        const std::string code = number % 10 == 5 ? "22" : "23";
        answer(peer, 2 + number, accepted ? R"("result":true)" : R"("error":[)" + code + R"(,"no",null])");
    }
    CHECK(peer.session.state() == SessionState::ready);
}

}  // namespace
}  // namespace adit::miner::stratum
