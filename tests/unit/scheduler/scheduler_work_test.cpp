// The boxes a scheduler hands out.
#include <span>

#include "miner/bitcoin/header.hpp"
#include "miner/bitcoin/merkle.hpp"
#include "miner/scheduler/search_space.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/scheduler/jobs.hpp"

using namespace adit;
using namespace adit::miner;
using namespace adit::miner::testing;
using boards::NoWork;

namespace {

constexpr std::uint64_t all_nonces = std::uint64_t{1} << 32U;

HeaderBytes expected_header(const Job& job, std::uint64_t extranonce2, std::uint32_t version, std::uint32_t ntime) {
    const auto bytes = extranonce2_bytes(extranonce2, job.extranonce2_size);
    return build_header(job, merkle_root(job, std::span{bytes}.first(job.extranonce2_size)), version, ntime);
}

}  // namespace

TEST_CASE("without a job there is no work") {
    Bench bench;
    CHECK(bench.scheduler.next_work(bench.index, start_of_time).error() == NoWork::no_job);
    CHECK_FALSE(bench.scheduler.snapshot(start_of_time).had_job);
}

TEST_CASE("a chip that rolls versions gets all of them and all nonces, a new extranonce2 each time") {
    Bench bench;
    const JobPtr job = make_job();
    bench.scheduler.adopt(job, start_of_time);
    const driver::Work first = bench.work();
    CHECK(first.version_count == 0);
    CHECK(first.rollable == usual_mask);
    CHECK(first.nonce_count == all_nonces);
    CHECK(first.header == expected_header(*job, 0, job->version, job->ntime));
    CHECK(bench.work().header == expected_header(*job, 1, job->version, job->ntime));
}

TEST_CASE("a chip with named versions gets as many as it asked for, next to each other") {
    Bench bench{four_version_chip};
    const JobPtr job = make_job();
    bench.scheduler.adopt(job, start_of_time);
    const driver::Work first = bench.work();
    const driver::Work second = bench.work();
    CHECK(first.version_count == 4);
    CHECK(first.versions[3] == 0x20006000);
    CHECK(first.nonce_count == all_nonces);
    CHECK(second.versions[0] == 0x20008000);
    CHECK(second.header == expected_header(*job, 0, 0x20008000, job->ntime));
}

TEST_CASE("a CPU gets intervals one after the other with the same versions") {
    Bench bench{cpu_like};
    bench.scheduler.adopt(make_job(), start_of_time);
    const driver::Work first = bench.work();
    const driver::Work second = bench.work(start_of_time + 1s);
    CHECK(first.version_count == 16);
    CHECK(first.first_nonce == 0);
    CHECK(second.first_nonce == first.nonce_count);
    CHECK(second.header == first.header);
    CHECK(second.versions == first.versions);
    CHECK(second.id != first.id);
}

TEST_CASE("a CPU that has scanned all nonces goes on with other versions") {
    Bench bench{cpu_like};
    bench.scheduler.adopt(make_job({.mask = 0}), start_of_time);
    Instant now = start_of_time;
    std::uint64_t covered = 0;
    driver::Work work = bench.work(now);
    const auto header = work.header;
    while (work.header == header) {
        CHECK(work.first_nonce == covered);
        covered += work.nonce_count;
        work = bench.work(now += 1us);
    }
    CHECK(covered == all_nonces);
    CHECK(work.first_nonce == 0);
}

TEST_CASE("with a mask of 0 every box has the job's version only") {
    const boards::Appetite appetite = GENERATE(rolling_chip, four_version_chip, cpu_like);
    Bench bench{appetite};
    bench.scheduler.adopt(make_job({.mask = 0}), start_of_time);
    const driver::Work work = bench.work();
    CHECK(work.rollable == 0);
    CHECK(work.version_count == (appetite.rolls_versions ? 0 : 1));
    CHECK(version_in(work) == 0x20000000);
}

TEST_CASE("a new job changes the generation, wakes every device once, and is what they get next") {
    CountingWake other_wake;
    Bench bench;
    REQUIRE(bench.scheduler.add_device(device(cpu_like), &other_wake));
    const std::uint32_t before = bench.scheduler.generation();
    bench.scheduler.adopt(make_job({.id = "a"}), start_of_time);
    CHECK(bench.scheduler.generation() != before);
    CHECK(bench.device_wake.count == 1);
    CHECK(other_wake.count == 1);
    const driver::Work old = bench.work();
    bench.scheduler.adopt(make_job({.id = "b", .block = 2, .content = 2, .clean = true}), start_of_time);
    CHECK(bench.scheduler.generation() != old.generation);
    CHECK(bench.work().header[4] == std::byte{2});
    CHECK(bench.work().generation == bench.scheduler.generation());
}

TEST_CASE("a repeat of the current job disturbs nobody") {
    Bench bench;
    bench.scheduler.adopt(make_job(), start_of_time);
    const auto generation = bench.scheduler.generation();
    const driver::Work first = bench.work();
    bench.scheduler.adopt(make_job({.arrival = 2}), start_of_time + 1s);
    CHECK(bench.scheduler.generation() == generation);
    CHECK(bench.device_wake.count == 1);
    CHECK(bench.work().header != first.header);
}

TEST_CASE("a changed version mask voids work at once and shapes the next") {
    Bench bench;
    bench.scheduler.adopt(make_job(), start_of_time);
    const auto generation = bench.scheduler.generation();
    bench.scheduler.set_mask(1, 0x00006000);
    CHECK(bench.scheduler.generation() != generation);
    CHECK(bench.work().rollable == 0x00006000);
}

TEST_CASE("when the pool is gone the last job is worked on for 60 s, then there is none (HZ-42)") {
    Bench bench;
    bench.scheduler.adopt(make_job(), start_of_time);
    bench.scheduler.retire_session(1, start_of_time);
    CHECK(bench.scheduler.next_work(bench.index, start_of_time + 60s).has_value());
    CHECK(bench.scheduler.next_work(bench.index, start_of_time + 60001ms).error() == NoWork::no_job);
    const int wakes = bench.device_wake.count;
    bench.scheduler.adopt(make_job({.session = 2}), start_of_time + 10min);
    CHECK(bench.device_wake.count == wakes + 1);
    CHECK(bench.scheduler.next_work(bench.index, start_of_time + 10min).has_value());
}

TEST_CASE("the end of a session whose job is not worked on changes nothing") {
    Bench bench;
    bench.scheduler.adopt(make_job({.session = 2}), start_of_time);
    bench.scheduler.retire_session(1, start_of_time);
    CHECK(bench.scheduler.next_work(bench.index, start_of_time + 5min).has_value());
}

TEST_CASE("an exhausted job says so, and goes on when a second has passed") {
    Bench bench;
    bench.scheduler.adopt(make_job({.extranonce2_size = 1}), start_of_time);
    for (int i = 0; i < 256; ++i) REQUIRE(bench.scheduler.next_work(bench.index, start_of_time));
    CHECK(bench.scheduler.next_work(bench.index, start_of_time).error() == NoWork::exhausted);
    CHECK(bench.work(start_of_time + 1s).header[68] == std::byte{1});
}

TEST_CASE("the first extranonce2 is the injected one") {
    Scheduler scheduler{SchedulerOptions{.extranonce2_start = 0x0123456789abcdef}, start_of_time};
    const auto index = *scheduler.add_device(device(rolling_chip), nullptr);
    const JobPtr job = make_job();
    scheduler.adopt(job, start_of_time);
    CHECK(scheduler.next_work(index, start_of_time)->header ==
          expected_header(*job, 0x89abcdef, job->version, job->ntime));
}

TEST_CASE("64 devices fit, the 65th is refused") {
    Scheduler scheduler{SchedulerOptions{}, start_of_time};
    for (std::size_t i = 0; i < max_devices; ++i)
        REQUIRE(static_cast<std::size_t>(*scheduler.add_device(device(rolling_chip), nullptr)) == i);
    CHECK(scheduler.add_device(device(rolling_chip), nullptr).error() == AddDeviceError::too_many);
}

TEST_CASE("the claim follows the share target of the job, and too easy a target is flagged") {
    Bench bench;
    bench.scheduler.adopt(make_job({.id = "a", .share_bits = 7}), start_of_time);
    CHECK(bench.work().claim_bits == 7);
    CHECK_FALSE(bench.scheduler.snapshot(start_of_time).devices[0].share_below_floor);
    bench.scheduler.adopt(make_job({.id = "b", .content = 2, .share_bits = 1}), start_of_time);
    CHECK(bench.work().claim_bits == rolling_chip.zero_bits);
    CHECK(bench.scheduler.snapshot(start_of_time).devices[0].share_below_floor);
}
