// The demo pool's verdicts, in their order, on a share that a real pool accepted (public capture, June 2025: pool
// difficulty 8192, twelve branches, version rolling).
#include "miner/net/demo_judge.hpp"

#include "miner/bitcoin/hex.hpp"
#include "tests/support/catch.hpp"

using namespace adit::miner;
using namespace adit::miner::net;
namespace json = boost::json;

namespace {

constexpr const char* expected_header =
    "0040b420fd55646bc162b96dfcd4f201a3f4670d1d3996bc96520100000000000000000006ddf5f08c36414b95ea54db71a0c28761a98bcf"
    "6355919e044f88725519a7cbd7685468043a02174c035275";

Hash256 hash(const char* hex) {
    Hash256 result{};
    REQUIRE(decode_hex(hex, std::span{result}));
    return result;
}

DemoJobPtr captured_job() {
    auto job = std::make_shared<DemoJob>();
    job->id = "875b4b7";
    job->prev_hash = hash("fd55646bc162b96dfcd4f201a3f4670d1d3996bc965201000000000000000000");
    job->head = *decode_hex(
        "02000000010000000000000000000000000000000000000000000000000000000000000000ffffffff170330c30d5075626c69632d506f"
        "6f"
        "6c",
        200);
    job->tail = *decode_hex(
        "ffffffff02e5b5c61200000000220020984a77c289084ff2d434c316bdada021c6c183d507c8a20d3b159b09ac02fe2800000000000000"
        "00266a24aa21a9edb98ee50410ed4abd48401ed484fc874409d086a3faf0816136a8ad6168314c5800000000",
        200);
    for (const auto* branch : {"21af451ddb51e887ff1feb5592b87290098565035eb8500031aedcc776d4e72a",
                               "c5af269519c809a9546d5a58ca6445d3dbb80cb7045448ecc48309af034da8f8",
                               "fb9f8f9959f6bb0ceb63fa53aed1d5a615c6b6d3f50a468ea89a45a1234bda74",
                               "a4f4fee8e5fc19ca8d93e67b9236c37ddb864982010434745c0abfe9b914980c",
                               "33092206642744fbe5499c3e621cd5c6b52733e54fbebd869f070082b807f740",
                               "3b857e32c5cff4864efab967b9a456ca03b2167ab96bd9076ce294c8a67a7fe2",
                               "881a07cd881d0c3e590b4b090ea8d58e1439dc56c63686f7de23c47045441e30",
                               "315e4dbcc8e7b1c9d594a73978268791880dddb2c26eec8e75768668dad99d80",
                               "69952b77c632be16b1ac7ac7048f13d4e962b2e215d79a343f01e6e281d7c304",
                               "fc63eb4392c4d6c6d689788875fca35143fdcd4f4a82e8698e0e441751a70b4a",
                               "09e419bbe20aa3a7640f1b91f50599ceddff899e90d3f18951ad5418c4850a6b",
                               "004978aa346b4f1880bcadb3ca3792d771ee6aeca427f61e74baba44b75cfb88"}) {
        job->branch.push_back(hash(branch));
    }
    job->version = 0x20000000;
    job->nbits = 0x17023a04;
    job->ntime = 0x685468d7;
    return job;
}

struct Bench {
    DemoJobPtr job = captured_job();
    DemoPeer peer;
    DemoJudge judge;

    Bench() {
        peer.is_subscribed = true;
        peer.rolls_versions = true;
        peer.version_mask = 0x1fffe000;
        peer.workers = {"w"};
        peer.jobs = {{job, *decode_hex("4128064f", 4), 4, 8192.0}};
        judge.set_tip(job->prev_hash);
    }
    DemoVerdict operator()(json::array params) { return judge.judge(peer, params); }
};

json::array good() { return {"w", "875b4b7", "17000000", "685468d7", "7552034c", "00b44000"}; }

json::array with(std::size_t index, json::value value) {
    auto params = good();
    params[index] = std::move(value);
    return params;
}

}  // namespace

TEST_CASE("a captured share is rebuilt byte for byte and accepted once") {
    Bench bench;
    const auto verdict = bench(good());
    CHECK(verdict.accepted);
    CHECK(verdict.header == expected_header);
    CHECK(verdict.difficulty == Approx(29588.0139798));
    CHECK_FALSE(verdict.is_block);
    CHECK(bench(good()).code == 22);
}

TEST_CASE("who is not subscribed or not authorised is told so before anything else") {
    Bench bench;
    CHECK(bench(with(0, "other")).code == 24);
    CHECK(bench({}).code == 24);
    bench.peer.is_subscribed = false;
    CHECK(bench(with(0, "other")).code == 25);
}

TEST_CASE("an unknown job comes before malformed parameters") {
    Bench bench;
    CHECK(bench(with(1, "875b4b8")).code == 21);
    CHECK(bench({"w", "875b4b8"}).code == 21);
    CHECK(bench({"w", "875b4b7"}).code == 20);
}

TEST_CASE("wrong lengths and types are code 20") {
    Bench bench;
    CHECK(bench(with(2, "170000")).code == 20);
    CHECK(bench(with(2, "1700000000")).code == 20);
    CHECK(bench(with(3, "685468d")).code == 20);
    CHECK(bench(with(4, 7)).code == 20);
    CHECK(bench(with(4, "7552034g")).code == 20);
}

TEST_CASE("the sixth parameter is required and bounded only after configure said true") {
    Bench bench;
    auto without = good();
    without.pop_back();
    CHECK(bench(without).reason == "bad-version");
    CHECK(bench(with(5, "20b44000")).reason == "bad-version");
    CHECK(bench(with(5, "00b44001")).code == 23);
    bench.peer.rolls_versions = false;
    const auto unrolled = bench(good());
    CHECK(unrolled.code == 23);  // the bits are ignored, and without them the hash is nothing
    CHECK(unrolled.reason == "above target");
}

TEST_CASE("a share on an old previous block is stale, whatever its hash is worth") {
    Bench bench;
    bench.judge.set_tip(Hash256{});
    CHECK(bench(good()).code == 21);
    CHECK(bench(with(4, "00000000")).code == 21);
}

TEST_CASE("times below the job's or far above it are refused before the hash is looked at") {
    Bench bench;
    CHECK(bench(with(3, "685468d6")).reason == "ntime out of range");
    CHECK(bench(with(3, "6854842f")).code == 23);  // + 7000 s
    CHECK(bench(with(3, "68548430")).code == 20);
}

TEST_CASE("the difficulty that counts is the one the job was sent with") {
    Bench bench;
    bench.peer.jobs[0].difficulty = 29588;
    CHECK(bench(good()).accepted);
    bench.peer.jobs[0].difficulty = 29589;
    CHECK(bench(good()).code == 23);
}
