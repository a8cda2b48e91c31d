// Real threads on the CPU miner.
#include "boards/cpu/cpu_miner.hpp"

#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <mutex>
#include <set>
#include <thread>
#include <tuple>

#include "driver/sha256/sha256.hpp"
#include "hal/linux/cpu_features.hpp"
#include "hal/linux/system_clock.hpp"
#include "hal/linux/thread_affinity.hpp"
#include "hal/linux/thread_niceness.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/cpu/fake_engines.hpp"
#include "tests/unit/cpu/fake_source.hpp"

using namespace adit;
using namespace adit::boards;
using namespace adit::boards::cpu;
using namespace adit::boards::cpu::testing;

namespace {

using Found = std::set<std::tuple<std::uint64_t, std::uint32_t, std::uint32_t>>;  // work, version, nonce

/// All hits of the first `boxes` boxes of a source, one hash at a time.
Found hits_by_hand(driver::Work work, std::uint64_t boxes) {
    Found found;
    for (work.id = 1; work.id <= boxes; ++work.id, work.first_nonce += static_cast<std::uint32_t>(work.nonce_count))
        for (std::uint32_t n = 0; n < work.nonce_count; ++n)
            for (std::size_t v = 0; v < work.version_count; ++v) {
                const std::uint32_t nonce = work.first_nonce + n;
                const auto header = driver::sha256::header_of(work, work.versions[v], nonce);
                if (driver::sha256::leading_zero_bits(driver::sha256::hash_header(header)) >= work.claim_bits)
                    found.insert({work.id, work.versions[v], nonce});
            }
    return found;
}

Found as_set(const std::vector<driver::Nonce>& results) {
    Found found;
    for (const driver::Nonce& result : results) found.insert({result.work, result.version, result.nonce});
    return found;
}

const auto is_waiting = [](const FakeSource& source) { return source.refusals > 0; };

}  // namespace

TEST_CASE("all hits of all boxes are reported once, however many threads share them") {
    const unsigned threads = GENERATE(1U, 2U, 5U);
    const int duty = GENERATE(100, 60);
    const hal::SystemClock clock;
    FakeSource source{small_box(1001)};
    source.allow(4);
    CpuMiner miner{{.threads = threads, .duty = Percent{duty}}, clock};
    miner.start(source, DeviceIndex{0});
    const Found expected = hits_by_hand(small_box(1001), 4);
    REQUIRE(expected.size() > 10);
    CHECK(source.wait_until([&](const FakeSource& s) { return s.results.size() >= expected.size(); }));
    CHECK(source.wait_until(is_waiting));
    miner.stop();
    CHECK(source.results.size() == expected.size());
    CHECK(as_set(source.results) == expected);
}

TEST_CASE("every engine of this processor finds what the portable one finds, with shared schedules and without") {
    const hal::SystemClock clock;
    const auto versions = static_cast<std::uint8_t>(GENERATE(1, 2, 16));
    driver::Work work = small_box(601);
    work.version_count = versions;
    for (std::uint32_t i = 0; i < versions; ++i) work.versions.at(i) = 0x20000000 + 0x2000 * i;
    const Found expected = hits_by_hand(work, 1);
    for (const auto& engine : driver::sha256::engines()) {
        if (!hal::detect_cpu_features().includes(engine.needs)) continue;
        INFO(engine.name);
        FakeSource source{work};
        source.allow(1);
        CpuMiner miner{{.threads = 2}, clock, engine};
        miner.start(source, DeviceIndex{0});
        CHECK(source.wait_until([](const FakeSource& s) { return s.refusals >= 2; }));
        miner.stop();
        CHECK(source.results.size() == expected.size());
        CHECK(as_set(source.results) == expected);
    }
}

TEST_CASE("an engine that fails in operation ends in the status of its miner, and mining goes on (HZ-31)") {
    static const Engine engine = fickle_engine<Spoil::miss_lane_5, 0>("misses");
    const hal::SystemClock clock;
    lab.is_spoiled = true;
    FakeSource source{small_box(20'000)};
    source.allow(1'000'000);
    CpuMiner miner{{.threads = 1}, clock, engine};
    CHECK(miner.status().engine == "misses");
    miner.start(source, DeviceIndex{0});
    CHECK(source.wait_until([](const FakeSource& s) { return !s.results.empty(); }));
    miner.stop();
    const CpuStatus status = miner.status();
    CHECK(status.engine == "portable");
    CHECK(status.self_checks >= 1);
    CHECK(status.self_check_failures == 1);
    REQUIRE(status.disabled.size() == 1);
    CHECK(status.disabled[0].engine == "misses");
}

namespace {

std::mutex mask_guard;
std::set<std::vector<int>> masks;  // where workers may run

Progress where_am_i(const driver::sha256::ScanJob&, std::uint32_t, std::uint64_t count, driver::sha256::Hit*,
                    std::size_t) noexcept {
    const std::lock_guard lock{mask_guard};
    masks.insert(hal::allowed_processors());
    return {count, 0};
}

std::set<std::vector<int>> masks_of_workers(const CpuOptions& options) {
    static const Engine engine{.name = "x", .needs = {}, .group_nonces = 1, .scan = where_am_i, .cost = {}};
    const hal::SystemClock clock;
    FakeSource source{small_box(1'000)};
    source.allow(4);
    masks.clear();
    CpuMiner miner{options, clock, engine};
    miner.start(source, DeviceIndex{0});
    source.wait_until([](const FakeSource& s) { return s.refusals >= 1; });
    miner.stop();
    return masks;
}

}  // namespace

TEST_CASE("a worker stays on the first allowed processor, unless affinity is off or there are too many workers") {
    const std::vector<int> all = hal::allowed_processors();
    const std::set<std::vector<int>> pinned{{all.front()}}, free{all};
    CHECK(masks_of_workers({.threads = 1}) == pinned);
    CHECK(masks_of_workers({.threads = 1, .affinity = false}) == free);
    CHECK(masks_of_workers({.threads = static_cast<unsigned>(all.size()) + 1}) == free);
}

TEST_CASE("a miner without work starts at the wake") {
    const hal::SystemClock clock;
    FakeSource source{small_box(3001)};
    CpuMiner miner{{.threads = 2, .duty = Percent{100}}, clock};
    miner.start(source, DeviceIndex{0});
    REQUIRE(source.wait_until([](const FakeSource& s) { return s.refusals >= 2; }));
    source.allow(1);
    source.change_generation();
    miner.wake().notify();
    CHECK(source.wait_until([](const FakeSource& s) { return !s.results.empty(); }));
}

TEST_CASE("a changed generation ends the scan of a box that would take hours (HZ-40)") {
    const hal::SystemClock clock;
    FakeSource source{small_box(std::uint64_t{1} << 32U)};
    source.allow(3);
    CpuMiner miner{{.threads = 2, .duty = Percent{100}}, clock};
    miner.start(source, DeviceIndex{0});
    for (std::uint32_t generation = 1; generation <= 3; ++generation) {
        CHECK(source.wait_until([=](const FakeSource& s) {
            return !s.generations_asked.empty() && s.generations_asked.back() == generation;
        }));
        source.change_generation();
    }
    CHECK(source.wait_until(is_waiting));
}

TEST_CASE("stopping ends threads that scan, that rest and that wait, without delay") {
    const int duty = GENERATE(100, 1);
    const std::uint64_t boxes = GENERATE(0U, 1U);
    const hal::SystemClock clock;
    FakeSource source{small_box(std::uint64_t{1} << 32U)};
    source.allow(boxes);
    CpuMiner miner{{.threads = 3, .duty = Percent{duty}}, clock};
    miner.start(source, DeviceIndex{0});
    REQUIRE(source.wait_until([=](const FakeSource& s) { return boxes == 0 ? s.refusals > 0 : !s.results.empty(); }));
    const Instant before = clock.now();
    miner.stop();
    // 100 ms is promised on an idle machine; a second still shows a rest or a wait that was not cut short ten times
    CHECK(clock.now() - before < std::chrono::seconds{1});
    const std::size_t results = source.results.size();
    miner.stop();
    CHECK(source.results.size() == results);
}

TEST_CASE("the workers of a miner number themselves as chips") {
    const hal::SystemClock clock;
    FakeSource source{small_box(20'000)};
    source.allow(1'000'000);
    CpuMiner miner{{.threads = 3, .duty = Percent{100}}, clock};
    CHECK(miner.status().threads == 3);
    CHECK(miner.status().engine == "portable");
    CHECK(miner.appetite().versions == 16);
    miner.start(source, DeviceIndex{0});
    CHECK(source.wait_until([](const FakeSource& s) {
        std::set<std::uint16_t> chips;
        for (const driver::Nonce& result : s.results) chips.insert(result.chip);
        return chips == std::set<std::uint16_t>{0, 1, 2};
    }));
}

TEST_CASE("a thread becomes nice by itself, the process does not") {
    const int before = getpriority(PRIO_PROCESS, static_cast<id_t>(getpid()));
    int in_thread = 0;
    bool could = false;
    std::thread{[&] {
        could = hal::set_thread_niceness(hal::cpu_worker_niceness);
        in_thread = getpriority(PRIO_PROCESS, static_cast<id_t>(syscall(SYS_gettid)));
    }}.join();
    CHECK(could == (before <= 10));
    if (could) CHECK(in_thread == 10);
    CHECK(getpriority(PRIO_PROCESS, static_cast<id_t>(getpid())) == before);
}

TEST_CASE("one thread per processor is the default, and at least one") {
    const hal::SystemClock clock;
    CHECK(CpuMiner{CpuOptions{}, clock}.status().threads >= 1);
}
