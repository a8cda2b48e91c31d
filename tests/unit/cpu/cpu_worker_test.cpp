// A worker's loop step by step: slices, void work, engines that are caught while they hash.
#include "boards/cpu/cpu_worker.hpp"

#include <set>

#include "tests/support/catch.hpp"
#include "tests/unit/cpu/worker_bench.hpp"

using namespace adit;
using namespace adit::boards;
using namespace adit::boards::cpu;
using namespace adit::boards::cpu::testing;
using namespace std::chrono_literals;

namespace {

constexpr std::uint64_t box = 1U << 30U;

/// What the observing scan sees and does.
struct Observed {
    WorkerBench* bench = nullptr;
    std::uint64_t calls = 0, change_at = 0;
    Duration per_hash{};
    Duration longest{}, shortest = Duration::max();  ///< of the settled calls
    Instant changed{}, old_work_ended{};
    std::uint64_t old_calls_after_change = 0, least_count = ~std::uint64_t{0};
    bool has_changed = false;
};
Observed seen;

/// Changes the generation in the middle of call `change_at` and ends the run some calls later.
Progress observing_scan(const ScanJob& job, std::uint32_t first, std::uint64_t count, Hit* hits,
                        std::size_t room) noexcept {
    if (job.top_limit == 0x7fffffff) return driver::sha256::scan_portable(job, first, count, hits, room);  // a check
    const bool is_old = first < box;
    ++seen.calls;
    if (seen.has_changed && is_old) ++seen.old_calls_after_change;
    const Duration time = seen.per_hash * static_cast<int>(count * job.version_count);
    if (seen.calls == seen.change_at) {
        seen.bench->source.change_generation();
        seen.changed = lab.clock.now();
        seen.has_changed = true;
    }
    lab.clock.advance(time);
    if (is_old) seen.old_work_ended = lab.clock.now();
    if (seen.calls > 20 && !seen.has_changed) {
        seen.longest = std::max(seen.longest, time);
        seen.shortest = std::min(seen.shortest, time);
    }
    seen.least_count = std::min(seen.least_count, count);
    if (seen.calls == seen.change_at + 5) seen.bench->stop();
    return {count, 0};
}

driver::Work big_box(std::uint8_t versions) {
    driver::Work work = small_box(box);
    work.version_count = versions;
    for (std::uint32_t i = 0; i < versions; ++i) work.versions.at(i) = 0x20000000 + 0x2000 * i;
    return work;
}

Engine observing_engine(std::uint32_t lanes) {
    return {.name = "observing", .needs = {}, .group_nonces = lanes, .scan = observing_scan, .cost = {}};
}

using Found = std::set<std::pair<std::uint32_t, std::uint32_t>>;  // nonce, version

Found hits_from(std::uint32_t from, const driver::Work& work) {
    Found found;
    for (std::uint32_t nonce = from; nonce < work.nonce_count; ++nonce)
        for (std::size_t i = 0; i < work.version_count; ++i) {
            const auto header = driver::sha256::header_of(work, work.versions.at(i), nonce);
            if (driver::sha256::leading_zero_bits(driver::sha256::hash_header(header)) >= work.claim_bits)
                found.emplace(nonce, work.versions.at(i));
        }
    return found;
}

}  // namespace

TEST_CASE("after a new job no scan of old work begins, and the one under way ends within 0.8 ms (HZ-40)") {
    const auto versions = static_cast<std::uint8_t>(GENERATE(1, 4, 16));
    const int ns = GENERATE(15, 400, 5000);
    const Engine engine = observing_engine(GENERATE(2U, 16U));
    WorkerBench bench{engine, big_box(versions)};
    bench.source.allow(2);
    seen = Observed{.bench = &bench, .change_at = 60, .per_hash = Duration{ns}};
    bench.run();
    REQUIRE(seen.has_changed);
    CHECK(seen.old_calls_after_change == 0);
    const Duration group = seen.per_hash * static_cast<int>(engine.group_nonces * versions);
    CHECK(seen.old_work_ended - seen.changed <= std::max<Duration>(800us, group));
    CHECK(seen.longest <= std::max<Duration>(800us, group));
    CHECK(seen.shortest >= 300us);
    CHECK(seen.least_count >= engine.group_nonces);
}

TEST_CASE("slices keep their length at a duty below 100 %") {
    const Engine engine = observing_engine(16);
    WorkerBench bench{engine, big_box(16)};
    bench.source.allow(2);
    seen = Observed{.bench = &bench, .change_at = 40, .per_hash = Duration{15}};
    bench.run(90);
    CHECK(seen.old_calls_after_change == 0);
    CHECK(seen.longest <= 800us);
    CHECK(seen.shortest >= 300us);
}

TEST_CASE("one group of a thousand is checked, and an engine that is right stays (HZ-31)") {
    const Engine engine = fake_engine<Spoil::nothing>("right");
    WorkerBench bench{engine, small_box(8 * 100'000)};
    bench.source.allow(1);
    bench.run();
    CHECK(bench.counts.checks > 60);
    CHECK(bench.counts.checks <= 100);
    CHECK(bench.counts.failures == 0);
    CHECK(bench.roster.disabled().empty());
}

TEST_CASE("an engine that begins to fail is caught, reported with its header, and the portable one goes on (HZ-31)") {
    const auto [engine, fault] = GENERATE(
        table<Engine, EngineFault>({{fickle_engine<Spoil::miss_lane_5>("misses"), EngineFault::missed_hit},
                                    {fickle_engine<Spoil::invent>("invents"), EngineFault::false_hit},
                                    {fickle_engine<Spoil::repeat>("repeats"), EngineFault::repeated_hit},
                                    {fickle_engine<Spoil::no_progress>("stands still"), EngineFault::wrong_progress}}));
    const driver::Work work = small_box(9'000);
    WorkerBench bench{engine, work};
    lab.is_spoiled = true;
    bench.source.allow(1);
    bench.run();
    CHECK(bench.counts.checks == 1);
    CHECK(bench.counts.failures == 1);
    CHECK(bench.roster.fastest().engine().name == "portable");
    REQUIRE(bench.roster.disabled().size() == 1);
    const DisabledEngine caught = bench.roster.disabled()[0];
    CHECK(caught.engine == engine.name);
    CHECK(caught.mistake.fault == fault);
    REQUIRE(caught.header);
    const int zeros = driver::sha256::leading_zero_bits(driver::sha256::hash_header(*caught.header));
    if (fault == EngineFault::missed_hit) CHECK(zeros >= 1);
    if (fault == EngineFault::false_hit) CHECK(zeros == 0);
    Found reported;
    for (const driver::Nonce& nonce : bench.source.results) reported.emplace(nonce.nonce, nonce.version);
    REQUIRE(lab.scanned_to >= 8'000);
    REQUIRE(lab.scanned_to < work.nonce_count);
    CHECK_FALSE(reported.empty());
    CHECK(reported == hits_from(lab.scanned_to, work));
}

TEST_CASE("an engine that makes no progress is given up at once, and nothing of the box is lost (HZ-31)") {
    const Engine engine{.name = "stuck",
                        .needs = {},
                        .group_nonces = 8,
                        .scan =
                            [](const ScanJob&, std::uint32_t, std::uint64_t, Hit*, std::size_t) noexcept {
                                return Progress{0, 0};
                            },
                        .cost = {}};
    const driver::Work work = small_box(500);
    WorkerBench bench{engine, work};
    bench.source.allow(1);
    bench.run();
    CHECK(bench.counts.failures == 1);
    CHECK(bench.source.results.size() == hits_from(0, work).size());
}

TEST_CASE("the portable engine is not compared with itself") {
    WorkerBench bench{driver::sha256::portable_engine(), small_box(3'000)};
    bench.source.allow(1);
    bench.run();
    CHECK(bench.counts.checks == 0);
    CHECK(bench.source.results.size() == hits_from(0, small_box(3'000)).size());
}
