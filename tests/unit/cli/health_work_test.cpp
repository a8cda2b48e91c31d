// The health test's work: its known answers are right, and chips are judged by what they return.
#include "miner/cli/health_work.hpp"

#include "driver/sha256/sha256.hpp"
#include "tests/support/catch.hpp"

namespace adit::miner::cli {
namespace {

using boards::DeviceIndex;
using boards::NonceVerdict;
using driver::bm13xx::bm1370;

driver::Nonce result(const driver::Work& work, const GoldenResult& golden, std::uint16_t chip = 0) {
    return {.work = work.id, .nonce = golden.nonce, .version = golden.version, .chip = chip, .at = {}};
}

TEST_CASE("V1, V2, V3: every known result has the zero bits of the hardest ticket, and leaves chips versions to roll") {
    constexpr int hardest = 40;
    const auto goldens = golden_results();
    CHECK(goldens.size() > 12);
    for (const GoldenResult& golden : goldens) {
        const auto header = driver::sha256::header_of(golden.work, golden.version, golden.nonce);
        CHECK(driver::sha256::leading_zero_bits(driver::sha256::hash_header(header)) >= hardest);
        CHECK((golden.work.rollable & golden.version) == 0);
        CHECK(std::to_integer<std::uint32_t>(golden.work.header[0]) == (golden.version & 0xff));
    }
}

TEST_CASE("a chip that returns the known results is healthy; one that returns nothing, or rubbish, is not") {
    HealthWork work{{.chip = &bm1370, .chips = 1}};
    const auto goldens = golden_results();
    REQUIRE(work.expects_golden());
    for (const GoldenResult& golden : goldens) {
        const auto given = work.next_work(DeviceIndex{0}, Instant{});
        REQUIRE(given);
        CHECK(given->header == golden.work.header);
        CHECK(work.report(DeviceIndex{0}, result(*given, golden)) == NonceVerdict::credited);
        CHECK(work.report(DeviceIndex{0}, result(*given, golden)) == NonceVerdict::duplicate);
    }
    REQUIRE(work.next_work(DeviceIndex{0}, Instant{}));
    const ChipTally good = work.tally().front();
    CHECK(good.verified == goldens.size());
    CHECK(good.golden == goldens.size());
    CHECK(good.golden_due == goldens.size());
    CHECK(is_healthy(good, true));
    CHECK_FALSE(is_healthy({}, false));
    CHECK_FALSE(is_healthy({.verified = 100, .wrong = 6}, false));
    CHECK(is_healthy({.verified = 100, .wrong = 5}, false));
    CHECK_FALSE(is_healthy({.verified = 100, .golden = 0, .golden_due = 5}, true));
    CHECK(is_healthy({.verified = 100, .golden = 0, .golden_due = 5}, false));
}

TEST_CASE("wrong results are counted against the chip that returned them") {
    HealthWork work{{.chip = &bm1370, .chips = 2}};
    const auto goldens = golden_results();
    const auto given = work.next_work(DeviceIndex{0}, Instant{});
    driver::Nonce wrong = result(*given, goldens.front(), 1);
    wrong.nonce ^= 1;
    CHECK(work.report(DeviceIndex{0}, wrong) == NonceVerdict::hardware_error);
    wrong.work = 99;
    CHECK(work.report(DeviceIndex{0}, wrong) == NonceVerdict::unknown_work);
    wrong.chip = 500;  // no such chip: the last one answers for it
    CHECK(work.report(DeviceIndex{0}, wrong) == NonceVerdict::unknown_work);
    CHECK(work.tally()[0].wrong == 0);
    CHECK(work.tally()[1].wrong == 3);
}

TEST_CASE("emulators that search a sample, and chips that take midstates, are not asked for known results") {
    CHECK_FALSE(HealthWork{{.chip = &bm1370, .chips = 1, .zero_bits = 10}}.expects_golden());
    CHECK_FALSE(HealthWork{{.chip = &driver::bm13xx::bm1397, .chips = 1}}.expects_golden());
}

TEST_CASE("longer chains are asked for rarer results, within what every family can be asked for") {
    CHECK(HealthWork{{.chip = &bm1370, .chips = 1}}.claim_bits() == 32);
    CHECK(HealthWork{{.chip = &bm1370, .chips = 12}}.claim_bits() == 35);
    CHECK(HealthWork{{.chip = &bm1370, .chips = 128}}.claim_bits() == 38);
}

}  // namespace
}  // namespace adit::miner::cli
