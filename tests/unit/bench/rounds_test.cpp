// The measurement without time: engines and additions that take what a test says on a clock that it moves.
#include "miner/bench/rounds.hpp"

#include <algorithm>

#include "hal/virtual_clock.hpp"
#include "miner/bench/block_scan.hpp"
#include "miner/bench/cpu_bench.hpp"
#include "miner/bench/thread_clock.hpp"
#include "tests/support/catch.hpp"

namespace adit::miner::bench {
namespace {

using namespace std::chrono_literals;
using driver::sha256::Engine;
using driver::sha256::Hit;
using driver::sha256::ScanJob;

// A scan is a plain function, so what it moves cannot be handed to it.
hal::VirtualClock machine_time;  // NOLINT(cppcoreguidelines-avoid-non-const-global-variables)
std::vector<int> turns;          // NOLINT(cppcoreguidelines-avoid-non-const-global-variables)

/// `ns` nanoseconds per hash.
template <int ns>
driver::sha256::Progress timed(const ScanJob& job, std::uint32_t, std::uint64_t count, Hit*, std::size_t) noexcept {
    turns.push_back(ns);
    machine_time.advance(Duration{ns} * count * job.version_count);
    return {count, 0};
}

/// 2 GHz, as far as this machine knows.
void half_a_nanosecond_each(std::uint64_t adds) noexcept { machine_time.advance(Duration{adds / 2}); }

Engine engine(std::string_view name, driver::sha256::ScanFunction scan) {
    return {.name = name,
            .needs = {},
            .group_nonces = 4,
            .scan = scan,
            .cost = {.plain_operations = 100, .schedule_operations = 40, .operations_per_cycle = 1, .lanes = 1}};
}

Rounds measure(const std::vector<Subject>& subjects, const RoundLimits& limits) {
    return run_rounds(subjects, {machine_time, machine_time, half_a_nanosecond_each}, limits);
}

const std::vector<Subject> slow_and_fast{{engine("portable", timed<100>), 1},
                                         {engine("portable", timed<80>), 16},
                                         {engine("wide", timed<20>), 1},
                                         {engine("wide", timed<16>), 16}};

TEST_CASE("rates and cycles are those of the clock and the chain of additions") {
    const Rounds rounds = measure(slow_and_fast, {.budget = 3s});
    CHECK(rounds.hertz.median == Approx(2e9));
    REQUIRE(rounds.series.size() == 4);
    for (const double rate : rounds.series[2].rates) CHECK(rate == Approx(5e7));
    for (const double cycles : rounds.series[0].cycles) CHECK(cycles == Approx(200));
    for (const double cycles : rounds.series[3].cycles) CHECK(cycles == Approx(32));
}

/// Something else takes the processor's caches for a while, two times out of three.
void often_disturbed(std::uint64_t adds) noexcept {
    static int number = 0;
    machine_time.advance(Duration{adds / 2} + (++number % 3 != 0 ? 20us : 0us));
}

TEST_CASE("additions that were disturbed do not make the clock look slow") {
    CHECK(measure_hertz(often_disturbed, machine_time) == Approx(2e9));
    CHECK(measure_hertz([](std::uint64_t) noexcept {}, machine_time) == 0);
}

TEST_CASE("the chain of additions takes time in proportion to its length") {
    const ThreadClock clock;
    const auto time_of = [&](std::uint64_t adds) {
        Duration least = 1h;
        for (int i = 0; i < 20; ++i) {
            const Instant start = clock.now();
            run_add_chain(adds);
            least = std::min(least, clock.now() - start);
        }
        return std::chrono::duration<double>(least).count();
    };
    const double ratio = time_of(1'000'000) / time_of(100'000);
    CHECK(ratio > 5);
    CHECK(ratio < 20);
}

TEST_CASE("a budget is kept, and leaves time for a hundred rounds") {
    const Instant start = machine_time.now();
    const Rounds rounds = measure(slow_and_fast, {.budget = 1200ms});
    CHECK(machine_time.now() - start < 1300ms);
    CHECK(rounds.count >= 100);
    CHECK(rounds.block >= 2ms);
    CHECK(rounds.block <= 5ms);
    for (const Series& series : rounds.series) CHECK(series.rates.size() == rounds.count);
}

TEST_CASE("a few rounds are run however short the time, and no more than fit in memory however long") {
    CHECK(measure(slow_and_fast, {.budget = 1ms}).count == RoundLimits{}.least);
    CHECK(measure(slow_and_fast, {.budget = 1h, .most = 7}).count == 7);
}

TEST_CASE("subjects take turns, round after round") {
    std::vector<double> told;
    const RoundLimits limits{.budget = 1ms, .least = 2};
    (void)run_rounds(slow_and_fast, {machine_time, machine_time, half_a_nanosecond_each}, limits,
                     [&](double share) { told.push_back(share); });
    REQUIRE(turns.size() > 8);
    CHECK(std::vector<int>(turns.end() - 8, turns.end()) == std::vector<int>{100, 80, 20, 16, 100, 80, 20, 16});
    CHECK(told == std::vector<double>{1, 1});
}

TEST_CASE("a block has whole groups and takes about as long as asked") {
    BlockScan scan{slow_and_fast[2]};
    const std::uint64_t nonces = scan.nonces_in(2ms, machine_time);
    CHECK(nonces % 4 == 0);
    CHECK(nonces == Approx(100'000).epsilon(0.01));
    CHECK(scan.scan(nonces) == nonces);
    CHECK(BlockScan{slow_and_fast[3]}.scan(8) == 8 * 16);
}

TEST_CASE("an engine that takes no time does not hold the measurement for ever") {
    BlockScan scan{{engine("nothing", timed<0>), 1}};
    CHECK(scan.nonces_in(2ms, machine_time) > 0);
}

TEST_CASE("rows compare with the portable engine, the first engine and the plain scan, pair by pair") {
    const std::vector<Subject> avx_first{slow_and_fast[2], slow_and_fast[3], slow_and_fast[0], slow_and_fast[1]};
    const std::vector<Row> rows = rows_of(measure(avx_first, {.budget = 100ms}), {true, false, true, true});
    REQUIRE(rows.size() == 4);
    CHECK(rows[0].scan == "plain");
    CHECK(rows[1].scan == "shared");
    CHECK(rows[1].midstates == 16);
    CHECK(rows[0].to_portable->median == Approx(5));
    CHECK(rows[1].to_portable->median == Approx(5));
    CHECK(rows[1].to_plain->median == Approx(1.25));
    CHECK(rows[2].to_first->median == Approx(0.2));
    CHECK_FALSE(rows[1].agrees);
    CHECK(rows[0].bound_cycles == 100);
    CHECK(rows[1].bound_cycles == Approx(62.5));
    CHECK(rows[0].share_of_bound() == Approx(100.0 / 40));
}

TEST_CASE("a ratio to what was not measured is unknown") {
    const std::vector<Row> rows = rows_of(measure({slow_and_fast[3]}, {.budget = 10ms}), {true});
    CHECK_FALSE(rows[0].to_portable.has_value());
    CHECK_FALSE(rows[0].to_plain.has_value());
    CHECK(rows[0].to_first->median == 1);
}

TEST_CASE("features that are missing are named") {
    using hal::CpuFeature;
    CHECK(missing_features({CpuFeature::sha_ni, CpuFeature::sse41}, {CpuFeature::sse41}) == "SHA-NI");
    CHECK(missing_features({CpuFeature::sha_ni, CpuFeature::sse41}, {}) == "SSE4.1 and SHA-NI");
    CHECK(missing_features({CpuFeature::avx2}, {CpuFeature::avx2, CpuFeature::neon}).empty());
}

}  // namespace
}  // namespace adit::miner::bench
