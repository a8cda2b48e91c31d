// What becomes of results.
#include "miner/bitcoin/header.hpp"
#include "miner/bitcoin/merkle.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/scheduler/jobs.hpp"

using namespace adit;
using namespace adit::miner;
using namespace adit::miner::testing;
using boards::NonceVerdict;

namespace {

constexpr int share_bits = 6;
constexpr int network_bits = 11;

const auto is_share = [](int zeros) { return zeros >= share_bits && zeros < network_bits; };
const auto is_block = [](int zeros) { return zeros >= network_bits; };

JobSketch sketch(std::string id, std::uint8_t content = 1) {
    return {.id = std::move(id), .content = content, .share_bits = share_bits, .network_bits = network_bits};
}

/// A clean job on another block.
JobSketch new_block() {
    JobSketch next = sketch("new block", 2);
    next.block = 2;
    next.clean = true;
    return next;
}

/// A bench that works on one job.
struct Mine : Bench {
    explicit Mine(const boards::Appetite& appetite = rolling_chip) : Bench{appetite} {
        scheduler.adopt(make_job(sketch("a")), start_of_time);
    }
    NonceVerdict report(const driver::Nonce& nonce) { return scheduler.report(index, nonce); }
    [[nodiscard]] std::uint64_t reason(ShareFate fate, FateReason why) const {
        return scheduler.snapshot(start_of_time).reasons[static_cast<std::size_t>(fate)][static_cast<std::size_t>(why)];
    }
};

}  // namespace

TEST_CASE("a share leaves with all that the pool needs to make the same header (NV-3)") {
    Mine mine;
    (void)mine.work();
    const driver::Work work = mine.work();
    const driver::Nonce result = find_result(work, is_share);
    CHECK(mine.report(result) == NonceVerdict::share);
    CHECK(mine.share_wake.count == 1);
    Share share;
    REQUIRE(mine.scheduler.take_share(share));
    HeaderBytes header = build_header(
        *share.job, merkle_root(*share.job, std::span{share.extranonce2}.first(share.job->extranonce2_size)),
        share.version, share.ntime);
    set_nonce(header, share.nonce);
    CHECK(driver::sha256::hash_header(header) == share.hash);
    CHECK(meets(share.hash, share.job->share_target));
    CHECK(share.extranonce2[3] == std::byte{1});
    CHECK_FALSE(share.meets_network);
    CHECK_FALSE(mine.scheduler.take_share(share));
}

TEST_CASE("a share with rolled version bits is submitted with its full version") {
    Mine mine;
    const driver::Work work = mine.work();
    const std::uint32_t version = 0x20000000 | 0x00abc000;
    std::uint32_t nonce = 0;
    while (zero_bits(work, version, nonce) < share_bits) ++nonce;
    CHECK(mine.report({.work = work.id, .nonce = nonce, .version = version, .chip = 0, .at = start_of_time}) ==
          NonceVerdict::share);
    Share share;
    REQUIRE(mine.scheduler.take_share(share));
    CHECK(share.version == version);
}

TEST_CASE("a result that meets the claim but not the share target is credited and stays here") {
    Bench bench;
    bench.scheduler.adopt(make_job({.share_bits = 14}), start_of_time);
    const driver::Work work = bench.work();
    REQUIRE(work.claim_bits == 10);
    const driver::Nonce result = find_result(work, [](int z) { return z >= 10 && z < 14; });
    CHECK(bench.scheduler.report(bench.index, result) == NonceVerdict::credited);
    CHECK(bench.counts() == ResultCounts{.credited = 1});
    CHECK(bench.shares().found == 0);
    CHECK(bench.share_wake.count == 0);
}

TEST_CASE("a duplicate is neither credited nor sent again (HZ-24, NV-4)") {
    Mine mine;
    const driver::Nonce result = find_result(mine.work(), is_share);
    CHECK(mine.report(result) == NonceVerdict::share);
    CHECK(mine.report(result) == NonceVerdict::duplicate);
    CHECK(mine.counts() == ResultCounts{.credited = 1, .duplicates = 1});
    CHECK(mine.shares().found == 1);
}

TEST_CASE("a wrong nonce is a hardware error and earns nothing (HZ-25)") {
    Mine mine;
    const driver::Nonce result = find_result(mine.work(), [](int z) { return z < rolling_chip.zero_bits; });
    CHECK(mine.report(result) == NonceVerdict::hardware_error);
    CHECK(mine.counts() == ResultCounts{.hw_errors = 1});
}

TEST_CASE("a result under the ticket tells that the ticket register was lost") {
    Mine mine;
    const driver::Nonce result = find_result(mine.work(), [](int z) { return z >= 2 && z < share_bits; });
    CHECK(mine.report(result) == NonceVerdict::below_claim);
    CHECK(mine.counts() == ResultCounts{.below_claim = 1});
}

TEST_CASE("a result for a work that was never given, or long ago, or to another device, is unknown") {
    Mine mine;
    const auto other = *mine.scheduler.add_device(device(rolling_chip), nullptr);
    const driver::Nonce result = find_result(mine.work(), is_share);
    CHECK(mine.scheduler.report(other, result) == NonceVerdict::unknown_work);
    CHECK(mine.report({}) == NonceVerdict::unknown_work);
    for (int i = 0; i < 63; ++i) (void)mine.work();
    CHECK(mine.report(find_result(mine.work(), is_share)) == NonceVerdict::share);
    CHECK(mine.report(result) == NonceVerdict::unknown_work);
}

TEST_CASE("a result of the last but 63rd work is still known") {
    Mine mine;
    const driver::Nonce result = find_result(mine.work(), is_share);
    for (int i = 0; i < 63; ++i) (void)mine.work();
    CHECK(mine.report(result) == NonceVerdict::share);
}

TEST_CASE("after a new block a result is stale, counted once, and not sent (HZ-40)") {
    Mine mine;
    const driver::Nonce result = find_result(mine.work(), is_share);
    mine.scheduler.adopt(make_job(new_block()), start_of_time);
    CHECK(mine.report(result) == NonceVerdict::stale);
    CHECK(mine.report(result) == NonceVerdict::duplicate);
    CHECK(mine.shares() == ShareTotals{.found = 1, .stale = 1});
    CHECK(mine.reason(ShareFate::stale, FateReason::job_void) == 1);
    CHECK(mine.counts() == ResultCounts{.duplicates = 1, .stale = 1});
}

TEST_CASE("a stale result that solves a block is sent all the same") {
    Mine mine;
    const driver::Nonce result = find_result(mine.work(), is_block);
    mine.scheduler.adopt(make_job(new_block()), start_of_time);
    CHECK(mine.report(result) == NonceVerdict::stale);
    Share share;
    REQUIRE(mine.scheduler.take_share(share));
    CHECK(share.meets_network);
    CHECK(std::get<std::string>(share.job->id) == "a");
}

TEST_CASE("a block for another session or an older extranonce1 is not sent") {
    Mine mine;
    const driver::Nonce result = find_result(mine.work(), is_block);
    JobSketch next = new_block();
    SECTION("another session") { next.session = 2; }
    SECTION("another extranonce1") { next.extranonce = 1; }
    mine.scheduler.adopt(make_job(next), start_of_time);
    CHECK(mine.report(result) == NonceVerdict::stale);
    CHECK(mine.shares() == ShareTotals{.found = 1, .stale = 1});
}

TEST_CASE("within a second of a clean job on the same block results still go out") {
    Mine mine;
    const driver::Work work = mine.work();
    const driver::Nonce in_time = find_result(work, is_share, 0, start_of_time + 1s);
    const driver::Nonce too_late = find_result(work, is_share, in_time.nonce + 1, start_of_time + 1001ms);
    JobSketch next = sketch("b", 2);
    next.clean = true;
    mine.scheduler.adopt(make_job(next), start_of_time);
    CHECK(mine.report(in_time) == NonceVerdict::share);
    CHECK(mine.report(too_late) == NonceVerdict::stale);
}

TEST_CASE("a harder repeat of a job holds its older work to the new difficulty") {
    Mine mine;
    const driver::Work work = mine.work();
    JobSketch harder = sketch("a");
    harder.share_bits = share_bits + 3;
    harder.arrival = 2;
    mine.scheduler.adopt(make_job(harder), start_of_time);
    CHECK(mine.report(find_result(work, [](int z) { return z >= share_bits && z < share_bits + 3; })) ==
          NonceVerdict::credited);
    CHECK(mine.report(find_result(work, [](int z) { return z >= share_bits + 3; })) == NonceVerdict::share);
    CHECK(mine.shares().found == 1);
}

TEST_CASE("a share whose version bits left the mask is lost:mask_shrank") {
    Mine mine;
    const driver::Work work = mine.work();
    const std::uint32_t version = 0x20000000 | 0x10000000;
    std::uint32_t nonce = 0;
    while (zero_bits(work, version, nonce) < share_bits) ++nonce;
    mine.scheduler.set_mask(1, 0x00006000);
    mine.report({.work = work.id, .nonce = nonce, .version = version, .chip = 0, .at = start_of_time});
    CHECK(mine.reason(ShareFate::lost, FateReason::mask_shrank) == 1);
    CHECK(mine.report(find_result(work, is_share)) == NonceVerdict::share);
}

TEST_CASE("the 257th share that waits is lost:not_sent, and the account still balances (HZ-45)") {
    Mine mine;
    const driver::Work work = mine.work();
    std::uint32_t from = 0;
    for (std::size_t i = 0; i <= Scheduler::share_queue_limit; ++i) {
        const driver::Nonce result = find_result(work, is_share, from);
        REQUIRE(mine.report(result) == NonceVerdict::share);
        from = result.nonce + 1;
    }
    CHECK(mine.shares() == ShareTotals{.found = 257, .lost = 1, .pending = 256});
    CHECK(mine.reason(ShareFate::lost, FateReason::not_sent) == 1);
    Share share;
    std::uint64_t taken = 0;
    while (mine.scheduler.take_share(share)) REQUIRE(share.number == ++taken);
    CHECK(taken == 256);
    mine.scheduler.close();
    CHECK(mine.shares() == ShareTotals{.found = 257, .lost = 257});
}

TEST_CASE("rates are made of credited work only, and zero is shown as zero") {
    Mine mine;
    CHECK(mine.scheduler.snapshot(start_of_time + 1s).devices[0].verified_hashrate_hs == 0);
    const driver::Work work = mine.work();
    mine.report(find_result(work, [](int z) { return z < 2; }));
    CHECK(mine.scheduler.snapshot(start_of_time + 1s).devices[0].verified_hashrate_hs == 0);
    mine.report(find_result(work, is_share));
    const Telemetry telemetry = mine.scheduler.snapshot(start_of_time + 4s);
    CHECK(telemetry.devices[0].verified_hashrate_hs == Approx(64.0 / 4.0));
    CHECK(telemetry.devices[0].current_hs == Approx(64.0 / 4.0));
    CHECK(telemetry.devices[0].best_difficulty >= difficulty_of(target_of_zero_bits(share_bits)));
    CHECK(telemetry.best_difficulty == telemetry.devices[0].best_difficulty);
    CHECK(telemetry.duration == 4s);
}

TEST_CASE("an accepted share shows with its device") {
    Mine mine;
    mine.report(find_result(mine.work(), is_share));
    Share share;
    REQUIRE(mine.scheduler.take_share(share));
    CHECK(mine.scheduler.settle({.number = share.number, .fate = ShareFate::accepted, .reason = FateReason::none}));
    CHECK_FALSE(mine.scheduler.settle({.number = share.number, .fate = ShareFate::lost, .reason = FateReason::exit}));
    const Telemetry telemetry = mine.scheduler.snapshot(start_of_time);
    CHECK(telemetry.shares == ShareTotals{.found = 1, .accepted = 1});
    CHECK(telemetry.devices[0].accepted == 1);
    CHECK(telemetry.devices[0].stable_id == "test-1");
}
