// Claims and box sizes.
#include "miner/scheduler/claim.hpp"

#include <cmath>

#include "tests/support/catch.hpp"
#include "tests/unit/scheduler/jobs.hpp"

using namespace adit;
using namespace adit::miner;
using namespace adit::miner::testing;

namespace {

constexpr boards::Appetite silicon{.rolls_versions = true, .zero_bits = 32, .max_ticket_bits = 8};

}  // namespace

TEST_CASE("a chip's ticket is the largest power of two within the share work, from 1 to 256") {
    CHECK(chip_claim_bits(silicon, target_of_zero_bits(32)) == 32);
    CHECK(chip_claim_bits(silicon, target_of_zero_bits(35)) == 35);
    CHECK(chip_claim_bits(silicon, *target_of(5.0)) == 34);  // difficulty 5: ticket 4
    CHECK(chip_claim_bits(silicon, *target_of(1e6)) == 40);  // never beyond 256
    CHECK(chip_claim_bits(silicon, *target_of(0.001)) == 32);
}

TEST_CASE("every share meets the claim of its chip, whatever the difficulty") {
    for (double difficulty = 1.0; difficulty < 1e4; difficulty *= 1.37)
        CHECK(*target_of(difficulty) <= target_of_zero_bits(chip_claim_bits(silicon, *target_of(difficulty))));
}

TEST_CASE("share work below what the chip can return is noticed") {
    CHECK(is_below_floor(silicon, *target_of(0.25)));
    CHECK_FALSE(is_below_floor(silicon, *target_of(1.0)));
}

TEST_CASE("a CPU's claim yields 2 to 8 results a second at any rate") {
    for (double rate = 1e3; rate < 1e10; rate *= 1.7) {
        const double results = rate / std::exp2(cpu_claim_bits({rate}, target_of_zero_bits(200)));
        CHECK(results >= 2.0);
        CHECK(results <= 8.0);
    }
}

TEST_CASE("a CPU's claim is never harder than the share target") {
    CHECK(cpu_claim_bits({1e9}, target_of_zero_bits(10)) == 10);
    CHECK(cpu_claim_bits({1e9}, *from_compact(0x207fffff)) <= 1);
    CHECK(cpu_claim_bits({0}, target_of_zero_bits(10)) == 0);
}

TEST_CASE("box sizes converge to a second of work") {
    BoxSizer sizer;
    Instant now = start_of_time;
    constexpr double true_rate = 50e6;
    for (int box = 0; box < 12; ++box) {
        const std::uint64_t hashes = 16 * sizer.nonces(16, std::uint64_t{1} << 32U);
        sizer.handed_out(1, hashes, now);
        now += std::chrono::duration_cast<Duration>(
            std::chrono::duration<double>(static_cast<double>(hashes) / true_rate));
        sizer.asked(1, now);
    }
    CHECK(sizer.rate().value == Approx(true_rate).epsilon(0.01));
    CHECK(static_cast<double>(16 * sizer.nonces(16, std::uint64_t{1} << 32U)) == Approx(true_rate).epsilon(0.01));
}

TEST_CASE("a box that a new job cut short says nothing about the rate") {
    BoxSizer sizer;
    const double before = sizer.rate().value;
    sizer.handed_out(1, 1'000'000, start_of_time);
    sizer.asked(2, start_of_time + 1us);
    CHECK(sizer.rate().value == before);
}

TEST_CASE("the scraps at the end of an interval say nothing about the rate") {
    BoxSizer sizer;
    const double before = sizer.rate().value;
    sizer.handed_out(1, 100'000, start_of_time);
    sizer.asked(1, start_of_time + 1us);
    CHECK(sizer.rate().value == before);
}

TEST_CASE("one odd measurement changes a box at most fourfold") {
    BoxSizer sizer;
    const double before = sizer.rate().value;
    sizer.handed_out(1, 1'000'000, start_of_time);
    sizer.asked(1, start_of_time);
    CHECK(sizer.rate().value == Approx(4 * before));
}

TEST_CASE("a box is never larger than what is left and never empty") {
    const BoxSizer sizer;
    CHECK(sizer.nonces(16, 100) == 100);
    CHECK(sizer.nonces(16, 1) == 1);
}
