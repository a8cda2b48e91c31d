// BIP310 in all the shapes pools give it.
#include "tests/unit/stratum/peer.hpp"

namespace adit::miner::stratum {
namespace {

// A peer whose configure was answered with this, handshake complete, one job there.
Peer configured_with(const std::string& reply_members) {
    Peer peer;
    peer.session.start(peer.now);
    peer.say(R"({"id":1,)" + reply_members + "}");
    peer.say(R"({"id":2,"result":[[],"f00d0001",4]})");
    peer.accept(3);
    peer.call("mining.notify", notify_params("a"));
    static_cast<void>(peer.heard());
    return peer;
}

std::string submitted(Peer& peer, std::uint32_t rolled, std::uint64_t number = 1) {
    Share share = share_of(peer.last<JobReceived>().job, number);
    share.version |= rolled;
    if (peer.submit(share) != SubmitResult::sent) return "dropped";
    return peer.heard().back();
}

TEST_CASE("configure replies that leave version rolling off") {
    for (const char* reply :
         {R"("result":null,"error":[20,"Not supported.",null])", R"("result":false,"error":null)", R"("result":true)",
          R"("result":null)", R"("result":[])", R"("result":{})", R"("result":{"version-rolling":false})",
          R"("result":{"version-rolling":"no such luck"})", R"("result":{"version-rolling":1})",
          R"("result":{"version-rolling":true,"version-rolling.mask":"1fffe000"},"error":"broken")",
          R"("result":{"version-rolling.mask":"1fffe000"})"}) {
        INFO(reply);
        Peer peer = configured_with(reply);
        CHECK(peer.session.state() == SessionState::ready);
        CHECK(peer.session.version_mask() == 0);
        CHECK(peer.last<JobReceived>().job->version_mask == 0);
        CHECK(submitted(peer, 0) ==
              R"({"id":4,"method":"mining.submit","params":["rig.one","a","00000017","59a70bb9","75520001"]})");
    }
}

TEST_CASE("masks are read in any case, short, and with 0x before them") {
    const auto mask_of = [](const std::string& mask) { return rolling_peer(mask).session.version_mask(); };
    CHECK(mask_of("1fffe000") == 0x1fffe000);
    CHECK(mask_of("1FFFE000") == 0x1fffe000);
    CHECK(mask_of("0x1fffe000") == 0x1fffe000);
    CHECK(mask_of("e000") == 0xe000);
    CHECK(mask_of("00000000") == 0);
}

TEST_CASE("agreed without a usable mask means mask 0, and the sixth parameter all the same") {
    for (const char* mask : {"", R"(,"version-rolling.mask":null)", R"(,"version-rolling.mask":"")",
                             R"(,"version-rolling.mask":"1fffe0000")", R"(,"version-rolling.mask":"xyz")"}) {
        INFO(mask);
        Peer peer = configured_with(std::string{R"("result":{"version-rolling":true)"} + mask + "}");
        CHECK(submitted(peer, 0).ends_with(R"("75520001","00000000"]})"));
        CHECK(submitted(peer, 0x2000, 2) == "dropped");
        peer.call("mining.set_version_mask", R"(["00ffe000"])");
        CHECK(peer.last<MaskChanged>().mask == 0x00ffe000);
        CHECK(submitted(peer, 0x2000, 3).ends_with(R"("75520003","00002000"]})"));
    }
}

TEST_CASE("a mask wider than asked for is cut, warned of once, and sent back uncut (IN-7)") {
    Peer peer = configured_with(R"("result":{"version-rolling":true,"version-rolling.mask":"3fffe000"})");
    CHECK(peer.session.version_mask() == 0x1fffe000);
    CHECK(peer.last<JobReceived>().job->version_mask == 0x1fffe000);
    CHECK(submitted(peer, 0x00b44000).ends_with(R"("75520001","20b44000"]})"));
    peer.call("mining.set_version_mask", R"(["7fffe000"])");
    CHECK(peer.all<Warning>().size() == 1);
}

TEST_CASE("bits of the job's own version inside the mask stay set in what is submitted") {
    Peer peer = rolling_peer();
    peer.call("mining.notify", notify_params("a", "true", "16aaac87", "20006000"));
    CHECK(submitted(peer, 0x00040000).ends_with(R"("75520001","00046000"]})"));
}

TEST_CASE("a new mask counts at once, also for jobs that came before it (IN-7)") {
    Peer peer = rolling_peer();
    peer.call("mining.notify", notify_params("a"));
    CHECK(submitted(peer, 0x10000000).ends_with(R"("10000000"]})"));
    peer.call("mining.set_version_mask", R"(["00ffe000"])");
    CHECK(peer.last<MaskChanged>().mask == 0x00ffe000);
    CHECK(submitted(peer, 0x10000000, 2) == "dropped");
    const ShareOutcome outcome = peer.last<Settled>().outcome;
    CHECK(outcome.fate == ShareFate::lost);
    CHECK(outcome.reason == FateReason::mask_shrank);
    CHECK(submitted(peer, 0x00800000, 3).ends_with(R"("00800000"]})"));
    peer.call("mining.set_version_mask", R"(["1fffe000"])");
    CHECK(submitted(peer, 0x10000000, 4).ends_with(R"("10000000"]})"));
}

TEST_CASE("a mask before the configure reply is kept, unless the reply says no") {
    const auto after = [](const std::string& result) {
        Peer peer;
        peer.session.start(peer.now);
        peer.call("mining.set_version_mask", R"(["00ffe000"])");
        CHECK(peer.session.version_mask() == 0);
        peer.say(R"({"id":1,"result":)" + result + "}");
        return peer.session.version_mask();
    };
    CHECK(after(R"({"version-rolling":true})") == 0x00ffe000);
    CHECK(after(R"({"version-rolling":true,"version-rolling.mask":"1fffe000"})") == 0x1fffe000);
    CHECK(after(R"({"version-rolling":false})") == 0);
}

TEST_CASE("masks mean nothing while version rolling is off") {
    Peer peer = ready_peer();
    peer.call("mining.set_version_mask", R"(["1fffe000"])");
    CHECK(peer.session.version_mask() == 0);
    CHECK(peer.all<MaskChanged>().empty());
    CHECK(peer.session.counters().protocol_errors == 0);
}

TEST_CASE("a mask that is no mask is refused") {
    Peer peer = rolling_peer();
    for (const char* params : {"[]", "[null]", R"([""])", R"(["123456789"])", "[536862720]"})
        peer.call("mining.set_version_mask", params), peer.call("mining.set_difficulty", "[1]");
    CHECK(peer.session.counters().protocol_errors == 5);
    CHECK(peer.session.version_mask() == 0x1fffe000);
}

TEST_CASE("a configure reply that comes late still turns version rolling on") {
    Peer peer;
    peer.session.start(peer.now);
    peer.pass(6s);
    peer.say(R"({"id":2,"result":[[],"f00d0001",4]})");
    peer.say(R"({"id":1,"result":{"version-rolling":true,"version-rolling.mask":"1fffe000"}})");
    CHECK(peer.last<MaskChanged>().mask == 0x1fffe000);
    CHECK(peer.session.counters().unknown_ids == 0);
}

TEST_CASE("no more is asked for than BIP320 gives, and nothing when nothing is wanted") {
    SessionConfig config = Peer::config();
    config.version_mask = 0xffffffff;
    Peer greedy{config};
    greedy.session.start(greedy.now);
    CHECK(greedy.heard().front().find("\"1fffe000\"") != std::string::npos);
    config.version_mask = 0;
    Peer modest{config};
    modest.session.start(modest.now);
    CHECK(modest.heard().front().find("mining.subscribe") != std::string::npos);
}

}  // namespace
}  // namespace adit::miner::stratum
