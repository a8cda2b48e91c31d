// The worth of a result by its hash.
#include "miner/scheduler/judge.hpp"

#include "tests/support/catch.hpp"
#include "tests/unit/scheduler/jobs.hpp"

using namespace adit;
using namespace adit::miner;
using namespace adit::miner::testing;

namespace {

driver::Work some_work() {
    driver::Work work;
    work.id = 1;
    work.header[3] = std::byte{0x20};
    work.header[40] = std::byte{0x5a};
    work.rollable = usual_mask;
    work.nonce_count = std::uint64_t{1} << 32U;
    work.claim_bits = 6;
    return work;
}

}  // namespace

TEST_CASE("a result is credited at the claim, below it at the device's own zero bits, and nothing under those") {
    const driver::Work work = some_work();
    CHECK(judge(rolling_chip, work, find_result(work, [](int z) { return z >= 6; })).merit == Merit::credited);
    CHECK(judge(rolling_chip, work, find_result(work, [](int z) { return z >= 2 && z < 6; })).merit ==
          Merit::below_claim);
    CHECK(judge(rolling_chip, work, find_result(work, [](int z) { return z < 2; })).merit == Merit::nothing);
}

TEST_CASE("a CPU has no ticket register to lose: below its claim is an error") {
    const driver::Work work = some_work();
    CHECK(judge(cpu_like, work, find_result(work, [](int z) { return z == 5; })).merit == Merit::nothing);
}

TEST_CASE("version bits outside the mask are an error, whatever the hash (HZ-25)") {
    const driver::Work work = some_work();
    CHECK(is_inside(work, {.work = 1, .nonce = 5, .version = 0x3fffe000, .chip = 0, .at = {}}));
    CHECK_FALSE(is_inside(work, {.work = 1, .nonce = 5, .version = 0x20000001, .chip = 0, .at = {}}));
    CHECK_FALSE(is_inside(work, {.work = 1, .nonce = 5, .version = 0, .chip = 0, .at = {}}));
}

TEST_CASE("with named versions only those are inside") {
    driver::Work work = some_work();
    work.version_count = 2;
    work.versions = {0x20000000, 0x20002000};
    CHECK(is_inside(work, {.work = 1, .nonce = 0, .version = 0x20002000, .chip = 0, .at = {}}));
    CHECK_FALSE(is_inside(work, {.work = 1, .nonce = 0, .version = 0x20004000, .chip = 0, .at = {}}));
}

TEST_CASE("nonces outside the interval are an error, also when it wraps") {
    driver::Work work = some_work();
    work.first_nonce = 0xfffffff0;
    work.nonce_count = 0x20;
    const auto inside = [&work](std::uint32_t nonce) {
        return is_inside(work, {.work = 1, .nonce = nonce, .version = 0x20000000, .chip = 0, .at = {}});
    };
    CHECK(inside(0xfffffff0));
    CHECK(inside(0xf));
    CHECK_FALSE(inside(0x10));
    CHECK_FALSE(inside(0xffffffef));
}
