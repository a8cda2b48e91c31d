// The race between engines, in virtual time.
#include "boards/cpu/engine_trial.hpp"

#include <array>

#include "tests/support/catch.hpp"
#include "tests/unit/cpu/fake_engines.hpp"

using namespace adit;
using namespace adit::boards::cpu;
using namespace adit::boards::cpu::testing;

namespace {

/// Sharing the schedule pays up to 8 versions; more no longer fit the cache.
Progress best_at_8(const ScanJob& job, std::uint32_t, std::uint64_t count, Hit*, std::size_t) noexcept {
    const int ns = job.version_count == 8 ? 20 : 30;
    lab.clock.advance(std::chrono::nanoseconds{ns} * static_cast<int>(count * job.version_count));
    return {count, 0};
}

/// Nine of ten calls are interrupted for ten milliseconds.
Progress interrupted(const ScanJob& job, std::uint32_t, std::uint64_t count, Hit*, std::size_t) noexcept {
    static int call = 0;
    lab.clock.advance(std::chrono::nanoseconds{10} * static_cast<int>(count * job.version_count));
    if (++call % 5 != 0) lab.clock.advance(std::chrono::milliseconds{10});
    return {count, 0};
}

Progress timeless(const ScanJob&, std::uint32_t, std::uint64_t count, Hit*, std::size_t) noexcept { return {count, 0}; }

Engine engine_of(driver::sha256::ScanFunction scan) {
    return {.name = "x", .needs = {}, .group_nonces = 8, .scan = scan, .cost = {}};
}

}  // namespace

TEST_CASE("each contestant gets its time per hash, about five milliseconds each") {
    const Engine engine = engine_of(best_at_8);
    std::array race{Contestant{&engine, 1}, Contestant{&engine, 8}, Contestant{&engine, 16}};
    const Instant begin = lab.clock.now();
    run_trial(race, lab.clock);
    CHECK(race[0].ns_per_hash == Approx(30));
    CHECK(race[1].ns_per_hash == Approx(20));
    CHECK(race[2].ns_per_hash == Approx(30));
    const auto took = std::chrono::duration<double, std::milli>(lab.clock.now() - begin).count();
    CHECK(took > 3 * 4.0);
    CHECK(took < 3 * 7.0);
}

TEST_CASE("a trial under load goes by the blocks that were not interrupted") {
    const Engine engine = engine_of(interrupted);
    std::array race{Contestant{&engine, 4}};
    run_trial(race, lab.clock);
    CHECK(race[0].ns_per_hash == Approx(10));
}

TEST_CASE("a clock that stands still ends the trial without a winner") {
    const Engine engine = engine_of(timeless);
    std::array race{Contestant{&engine, 1}};
    run_trial(race, lab.clock);
    CHECK(race[0].ns_per_hash > 1e300);
}
