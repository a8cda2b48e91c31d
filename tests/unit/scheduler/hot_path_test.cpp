// Real threads on the production scheduler: the hot path touches no memory manager, and nothing is lost or torn.
#include <atomic>
#include <thread>
#include <vector>

#include "tests/support/catch.hpp"
#include "tests/support/counted_memory.hpp"
#include "tests/unit/scheduler/handed_out.hpp"
#include "tests/unit/scheduler/jobs.hpp"

using namespace adit;
using namespace adit::miner;
using namespace adit::miner::testing;

namespace {

/// Every hash is credited and half of them are shares, so that the whole path is walked.
constexpr boards::Appetite anything{
    .rolls_versions = true, .versions = 1, .sized_by_rate = false, .zero_bits = 0, .max_ticket_bits = 0};

/// A work source that allocates where none may, to show that the test would see it.
class Leaky final : public boards::WorkSource {
public:
    explicit Leaky(boards::WorkSource& inner) : inner_{inner} {}

private:
    Expected<driver::Work, boards::NoWork> do_next_work(boards::DeviceIndex device, Instant now) override {
        return inner_.next_work(device, now);
    }
    [[nodiscard]] bool do_has_work(Instant now) const override { return inner_.has_work(now); }
    boards::NonceVerdict do_report(boards::DeviceIndex device, const driver::Nonce& nonce) override {
        planted_.push_back(nonce.nonce);
        return inner_.report(device, nonce);
    }
    [[nodiscard]] std::uint32_t do_generation() const noexcept override { return inner_.generation(); }

    boards::WorkSource& inner_;
    std::vector<std::uint32_t> planted_;
};

struct Tally {
    std::uint64_t memory_calls = 0, works = 0, results = 0;
    std::vector<driver::Work> boxes;
};

/// A device thread: work, two results of it, work, …
Tally run_device(boards::WorkSource& source, boards::DeviceIndex index, int rounds) {
    Tally tally;
    tally.boxes.reserve(static_cast<std::size_t>(rounds));
    const std::uint64_t before = counted_memory_calls();
    for (int round = 0; round < rounds; ++round) {
        const HotPath hot;
        const auto work = source.next_work(index, start_of_time);
        if (!work) continue;
        ++tally.works;
        tally.boxes.push_back(*work);
        const std::uint32_t version = work->version_count == 0 ? version_in(*work) : work->versions[0];
        for (std::uint32_t n = 0; n < 2; ++n) {
            ++tally.results;
            source.report(
                index,
                {.work = work->id, .nonce = work->first_nonce + n, .version = version, .chip = 0, .at = start_of_time});
        }
    }
    tally.memory_calls = counted_memory_calls() - before;
    return tally;
}

/// A pool: a new job all the time, shares taken and settled, until told to stop.
void run_pool(Scheduler& scheduler, const std::atomic<bool>& is_done) {
    JobSketch sketch{.share_bits = 1};
    Share share;
    while (!is_done.load()) {
        ++sketch.arrival;
        ++sketch.content;
        ++sketch.ntime;  // no job is ever offered twice, however fast this thread is
        sketch.id = std::to_string(sketch.arrival % 50);
        sketch.clean = sketch.arrival % 3 == 0;
        sketch.session = 1 + sketch.arrival / 64;
        scheduler.adopt(make_job(sketch), start_of_time);
        if (sketch.arrival % 5 == 0) scheduler.set_mask(sketch.session, 0x6000);
        while (scheduler.take_share(share))
            scheduler.settle({.number = share.number,
                              .fate = static_cast<ShareFate>(share.nonce % fate_count),
                              .reason = FateReason::other});
        std::this_thread::yield();
    }
}

/// Two hot threads on `source`, a pool on `scheduler` behind it.
std::vector<Tally> run_rig(Scheduler& scheduler, boards::WorkSource& source,
                           const std::vector<boards::Appetite>& appetites, int rounds) {
    std::vector<boards::DeviceIndex> devices;
    for (const boards::Appetite& appetite : appetites)
        devices.push_back(*scheduler.add_device(device(appetite), nullptr));
    scheduler.adopt(make_job({.share_bits = 1}), start_of_time);
    std::atomic<bool> is_done{false};
    std::thread pool{[&] { run_pool(scheduler, is_done); }};
    std::vector<Tally> tallies(devices.size());
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < devices.size(); ++i)
        threads.emplace_back([&, i] { tallies[i] = run_device(source, devices[i], rounds); });
    for (std::thread& thread : threads) thread.join();
    is_done = true;
    pool.join();
    return tallies;
}

}  // namespace

TEST_CASE("10,000 works and 20,000 results allocate and free nothing, while jobs come and go") {
    Scheduler scheduler{SchedulerOptions{}, start_of_time};
    const auto tallies = run_rig(scheduler, scheduler, {anything, cpu_like}, 5'000);
    for (const Tally& tally : tallies) {
        CHECK(tally.works == 5'000);
        CHECK(tally.results == 10'000);
        CHECK(tally.memory_calls == 0);
    }
    CHECK(scheduler.snapshot(start_of_time).shares.found > 1'000);
}

TEST_CASE("the allocation count sees a planted allocation and a planted release") {
    Scheduler scheduler{SchedulerOptions{}, start_of_time};
    Leaky leaky{scheduler};
    CHECK(run_rig(scheduler, leaky, {anything}, 50)[0].memory_calls > 0);

    auto* job = new JobPtr{make_job()};
    const std::uint64_t before = counted_memory_calls();
    {
        const HotPath hot;
        job->reset();
    }
    CHECK(counted_memory_calls() > before);
    delete job;
}

TEST_CASE("device threads, a pool thread and a reader at once lose nothing, tear nothing, share nothing") {
    Scheduler scheduler{SchedulerOptions{}, start_of_time};
    const std::vector<boards::Appetite> appetites{anything, four_version_chip, cpu_like, anything};
    std::atomic<bool> is_done{false};
    std::atomic<std::uint64_t> unbalanced{0};
    std::thread reader{[&] {
        while (!is_done.load()) {
            const ShareTotals t = scheduler.snapshot(start_of_time).shares;
            if (t.found != t.accepted + t.rejected + t.stale + t.lost + t.pending) ++unbalanced;
            std::this_thread::yield();
        }
    }};
    const auto tallies = run_rig(scheduler, scheduler, appetites, 1'000);
    is_done = true;
    reader.join();
    HandedOut handed_out;
    std::uint64_t results = 0;
    for (const Tally& tally : tallies) {
        results += tally.results;
        for (const driver::Work& work : tally.boxes) handed_out.add(work);
    }
    std::uint64_t booked = 0;
    for (const DeviceTelemetry& d : scheduler.snapshot(start_of_time).devices)
        booked += d.results.credited + d.results.below_claim + d.results.hw_errors + d.results.duplicates +
                  d.results.unknown_work + d.results.stale;
    CHECK(booked == results);
    CHECK(unbalanced == 0);
    CHECK(handed_out.is_disjoint());
    scheduler.close();
    CHECK(scheduler.snapshot(start_of_time).shares.pending == 0);
}
