// An engine that errs is found out, however it errs.
#include "miner/bench/agreement.hpp"

#include <algorithm>

#include "driver/sha256/sha256.hpp"
#include "hal/linux/cpu_features.hpp"
#include "miner/bench/sample_work.hpp"
#include "tests/support/catch.hpp"

namespace adit::miner::bench {
namespace {

using driver::sha256::Engine;
using driver::sha256::Hit;
using driver::sha256::Progress;
using driver::sha256::scan_portable;
using driver::sha256::ScanJob;

Subject broken(driver::sha256::ScanFunction scan, std::uint8_t versions) {
    Engine engine = driver::sha256::portable_engine();
    engine.scan = scan;
    return {engine, versions};
}

Progress misses_one(const ScanJob& job, std::uint32_t first, std::uint64_t count, Hit* hits,
                    std::size_t room) noexcept {
    Progress progress = scan_portable(job, first, count, hits, room);
    if (progress.hits > 0) --progress.hits;
    return progress;
}

Progress reports_one_twice(const ScanJob& job, std::uint32_t first, std::uint64_t count, Hit* hits,
                           std::size_t room) noexcept {
    Progress progress = scan_portable(job, first, count, hits, room - 1);
    if (progress.hits > 0) hits[progress.hits++] = hits[0];
    return progress;
}

Progress names_the_wrong_version(const ScanJob& job, std::uint32_t first, std::uint64_t count, Hit* hits,
                                 std::size_t room) noexcept {
    const Progress progress = scan_portable(job, first, count, hits, room);
    if (progress.hits > 0) hits[0].version_index ^= 1U;
    return progress;
}

Progress is_one_nonce_late(const ScanJob& job, std::uint32_t first, std::uint64_t count, Hit* hits,
                           std::size_t room) noexcept {
    return scan_portable(job, first + 1, count, hits, room);
}

Progress stands_still(const ScanJob&, std::uint32_t, std::uint64_t, Hit*, std::size_t) noexcept { return {0, 0}; }

Progress goes_too_far(const ScanJob&, std::uint32_t, std::uint64_t count, Hit*, std::size_t) noexcept {
    return {count + 1, 0};
}

Progress knows_only_block_125552(const ScanJob& job, std::uint32_t first, std::uint64_t count, Hit* hits,
                                 std::size_t room) noexcept {
    return job.top_limit == 0 ? scan_portable(job, first, count, hits, room) : Progress{count, 0};
}

TEST_CASE("every engine that runs here agrees in both forms (HZ-31)") {
    const hal::CpuFeatures found = hal::detect_cpu_features();
    for (const Engine& engine : driver::sha256::engines())
        for (const std::uint8_t versions : std::initializer_list<std::uint8_t>{1, 4, 16})
            if (found.includes(engine.needs)) {
                CAPTURE(engine.name, int{versions});
                CHECK(finds_planted({engine, versions}));
                CHECK(agrees_with_portable({engine, versions}));
            }
}

TEST_CASE("an engine that errs does not agree (HZ-31)") {
    CHECK_FALSE(agrees(broken(misses_one, 4)));
    CHECK_FALSE(agrees(broken(reports_one_twice, 4)));
    CHECK_FALSE(agrees(broken(names_the_wrong_version, 4)));
    CHECK_FALSE(agrees(broken(is_one_nonce_late, 1)));
    CHECK_FALSE(agrees(broken(stands_still, 1)));
    CHECK_FALSE(agrees(broken(goes_too_far, 1)));
}

TEST_CASE("one known answer is not enough to agree (HZ-31)") {
    CHECK(finds_planted(broken(knows_only_block_125552, 4)));
    CHECK_FALSE(agrees(broken(knows_only_block_125552, 4)));
}

TEST_CASE("the planted solution is a real block and stands at the last version") {
    for (const std::uint8_t versions : std::initializer_list<std::uint8_t>{1, 8, 16}) {
        const Planted planted = planted_solution(versions);
        CHECK(planted.solution.version_index == versions - 1);
        const std::uint32_t version = planted.work.versions[planted.solution.version_index];
        const auto header = driver::sha256::header_of(planted.work, version, planted.solution.nonce);
        CHECK(driver::sha256::leading_zero_bits(driver::sha256::hash_header(header)) == 67);
        CHECK(std::ranges::count(planted.work.versions, version) == 1);
    }
}

}  // namespace
}  // namespace adit::miner::bench
