// What must not be lost silently: how much faster each engine is than the portable one, and what sharing schedules
// brings. Ratios within one process, on thread time, medians of interleaved pairs; never a rate. The floors lie well
// below what is measured, and a machine that is busy in unlucky moments gets three tries.
#include <algorithm>
#include <iostream>
#include <thread>

#include "hal/linux/cpu_features.hpp"
#include "hal/linux/system_clock.hpp"
#include "miner/bench/add_chain.hpp"
#include "miner/bench/block_scan.hpp"
#include "miner/bench/cpu_bench.hpp"
#include "miner/bench/thread_clock.hpp"
#include "tests/support/catch.hpp"

namespace adit::miner::bench {
namespace {

using namespace std::chrono_literals;
using driver::sha256::Engine;

constexpr int tries = 3;

#if defined(__OPTIMIZE__)
constexpr bool is_optimised = true;
#else
constexpr bool is_optimised = false;
#endif

/// The engine of that name, where its speed can be judged; otherwise says why not.
const Engine* judged(std::string_view name) {
    const auto all = driver::sha256::engines();
    const auto found = std::ranges::find(all, name, &Engine::name);
    const char* problem = nullptr;
    if (!is_optimised) problem = "the portable engine is not optimised in this build";
    if (found == all.end()) problem = "not in this build";
    if (found != all.end() && !hal::detect_cpu_features().includes(found->needs))
        problem = "not usable on this machine";
    if (problem == nullptr) return &*found;
    std::cout << "NOT RUN: " << name << ": " << problem << '\n';
    return nullptr;
}

double median_ratio(const Subject& one, const Subject& other) {
    const ThreadClock thread;
    const hal::SystemClock wall;
    const Rounds rounds =
        run_rounds({one, other}, {thread, wall, run_add_chain}, {.budget = 400ms, .least = 30, .longest_block = 3ms});
    return estimate_ratio(rounds.series[0].rates, rounds.series[1].rates).median;
}

/// The first ratio that reaches the floor, or the best of the tries.
template <class Measure>
double reached(double floor, Measure measure) {
    double best = 0;
    for (int i = 0; i < tries && best < floor; ++i) best = std::max(best, measure());
    return best;
}

void check_over_portable(std::string_view name, double floor) {
    const Engine* engine = judged(name);
    if (engine == nullptr) return;
    for (const std::uint8_t versions : std::initializer_list<std::uint8_t>{1, 16}) {
        const Subject subject{*engine, versions}, portable{driver::sha256::portable_engine(), versions};
        const double ratio = reached(floor, [&] { return median_ratio(subject, portable); });
        std::cout << name << ' ' << subject.scan() << ": " << ratio << " times portable\n";
        CAPTURE(subject.scan());
        CHECK(ratio >= floor);
    }
}

void check_shared_over_plain(std::string_view name, double floor) {
    const Engine* engine = judged(name);
    if (engine == nullptr) return;
    const double ratio = reached(floor, [&] { return median_ratio({*engine, 16}, {*engine, 1}); });
    std::cout << name << ": sharing a schedule among 16 versions brings " << ratio << '\n';
    CHECK(ratio >= floor);
}

TEST_CASE("the portable scan gains from sharing a schedule") { check_shared_over_plain("portable", 1.02); }

#if defined(__x86_64__)
TEST_CASE("the SSE4.1 scan is faster than the portable one") { check_over_portable("sse4.1", 1.3); }
TEST_CASE("the AVX2 scan is faster than the portable one") { check_over_portable("avx2", 2.5); }
TEST_CASE("the AVX-512 scan is faster than the portable one") { check_over_portable("avx512", 6); }
TEST_CASE("the SHA-NI scan is faster than the portable one") { check_over_portable("sha-ni", 2.5); }

TEST_CASE("the AVX-512 scan gains from sharing a schedule") { check_shared_over_plain("avx512", 1.08); }
TEST_CASE("the AVX2 scan gains from sharing a schedule") { check_shared_over_plain("avx2", 1.08); }
TEST_CASE("the SSE4.1 scan gains from sharing a schedule") { check_shared_over_plain("sse4.1", 1.08); }

/// Rate of SHA-NI after `between` to its rate before, in a thread of its own: register halves start clean.
template <class Between>
double after_over_before(const Engine& unit, Between between) {
    double ratio = 0;
    std::jthread{[&] {
        const ThreadClock clock;
        BlockScan scan{{unit, 16}};
        const std::uint64_t nonces = scan.nonces_in(1ms, clock);
        const auto time_of_block = [&] {
            const Instant start = clock.now();
            scan.scan(nonces);
            return std::chrono::duration<double>(clock.now() - start).count();
        };
        (void)time_of_block();
        const double before = time_of_block();
        between();
        ratio = before / time_of_block();
    }}.join();
    return ratio;
}

template <class Between>
double median_after_over_before(const Engine& unit, Between between) {
    std::vector<double> ratios;
    for (int i = 0; i < 15; ++i) ratios.push_back(after_over_before(unit, between));
    return estimate(std::move(ratios)).median;
}

TEST_CASE("the SHA-NI scan keeps its rate right after an AVX-512 scan") {
    const Engine *unit = judged("sha-ni"), *wide = judged("avx512");
    if (unit == nullptr || wide == nullptr) return;
    const auto scan_wide = [&] { BlockScan{{*wide, 16}}.scan(1024); };
    const double ratio = reached(0.5, [&] { return median_after_over_before(*unit, scan_wide); });
    std::cout << "rate after to before: " << ratio << '\n';
    CHECK(ratio >= 0.5);  // mixing VEX code with dirty upper halves costs a factor of some 200
}

TEST_CASE("the SHA-NI scan keeps its rate when somebody left the upper halves of registers dirty") {
    const Engine *unit = judged("sha-ni"), *wide = judged("avx2");
    if (unit == nullptr || wide == nullptr) return;
    const auto soil = [] { __asm__ volatile("vpcmpeqd %%ymm1, %%ymm1, %%ymm1" ::: "xmm1"); };
    const double ratio = reached(0.5, [&] { return median_after_over_before(*unit, soil); });
    std::cout << "rate after to before: " << ratio << '\n';
    CHECK(ratio >= 0.5);
}
#elif defined(__aarch64__)
TEST_CASE("the NEON scan is faster than the portable one") { check_over_portable("neon", 1.1); }
TEST_CASE("the ARMv8 SHA2 scan is faster than the portable one") { check_over_portable("armv8-sha2", 2); }
#endif

}  // namespace
}  // namespace adit::miner::bench
