// Jobs, devices and results for the scheduler's tests. Targets are easy enough for brute force.
#pragma once

#include <chrono>
#include <cstdint>
#include <cstring>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "driver/sha256/sha256.hpp"
#include "miner/job.hpp"
#include "miner/scheduler/scheduler.hpp"

namespace adit::miner::testing {

using namespace std::chrono_literals;

inline constexpr std::uint32_t usual_mask = 0x1fffe000;
inline constexpr Instant start_of_time{1000s};

/// Small but whole: two branches, 4 bytes of extranonce1, a share target of `share_bits` zero bits.
struct JobSketch {
    std::uint64_t session = 1;
    std::uint32_t extranonce = 0;
    std::uint64_t arrival = 1;
    std::string id = "job-1";
    std::uint8_t block = 1;    ///< previous block
    std::uint8_t content = 1;  ///< tells coinbases apart
    std::uint8_t extranonce2_size = 4;
    std::uint32_t version = 0x20000000, mask = usual_mask, ntime = 0x60000000;
    bool clean = false, voids_all = false;
    int share_bits = 4, network_bits = 200;
    Instant arrived = start_of_time;
};

inline std::shared_ptr<Job> mutable_job(const JobSketch& sketch = {}) {
    auto job = std::make_shared<Job>();
    job->key = {.session = sketch.session, .extranonce = sketch.extranonce, .arrival = sketch.arrival};
    job->id = sketch.id;
    job->prev_hash.fill(std::byte{sketch.block});
    job->coinbase_head = Bytes(41, std::byte{sketch.content});
    job->coinbase_tail = Bytes(60, std::byte{0x77});
    job->extranonce1 = Bytes(4, static_cast<std::byte>(sketch.extranonce));
    job->extranonce2_size = sketch.extranonce2_size;
    job->merkle_branch.resize(2);
    job->merkle_branch[1].fill(std::byte{9});
    job->version = sketch.version;
    job->version_mask = sketch.mask;
    job->nbits = 0x1d00ffff;
    job->ntime = sketch.ntime;
    job->clean = sketch.clean;
    job->voids_all = sketch.voids_all;
    job->share_target = target_of_zero_bits(sketch.share_bits);
    job->share_difficulty = difficulty_of(job->share_target);
    job->network_target = target_of_zero_bits(sketch.network_bits);
    job->arrived = sketch.arrived;
    return job;
}

inline JobPtr make_job(const JobSketch& sketch = {}) { return mutable_job(sketch); }

inline DeviceInfo device(const boards::Appetite& appetite) {
    return {.stable_id = "test-1", .spec = "test", .kind = "virtual", .engine = "none", .appetite = appetite};
}

/// A chip that rolls versions itself and returns anything with two zero bits; its claim is then 2..10.
inline constexpr boards::Appetite rolling_chip{
    .rolls_versions = true, .versions = 1, .sized_by_rate = false, .zero_bits = 2, .max_ticket_bits = 8};
inline constexpr boards::Appetite four_version_chip{
    .rolls_versions = false, .versions = 4, .sized_by_rate = false, .zero_bits = 2, .max_ticket_bits = 8};
inline constexpr boards::Appetite cpu_like{
    .rolls_versions = false, .versions = 16, .sized_by_rate = true, .zero_bits = 0, .max_ticket_bits = 0};

inline std::uint32_t version_in(const driver::Work& work) {
    std::uint32_t version{};
    std::memcpy(&version, work.header.data(), sizeof version);  // tests run on little-endian hosts
    return version;
}

inline int zero_bits(const driver::Work& work, std::uint32_t version, std::uint32_t nonce) {
    return driver::sha256::leading_zero_bits(
        driver::sha256::hash_header(driver::sha256::header_of(work, version, nonce)));
}

/// The first result of `work` from nonce `from` on whose zero bits satisfy `wanted`.
inline driver::Nonce find_result(const driver::Work& work, const std::function<bool(int)>& wanted,
                                 std::uint32_t from = 0, Instant at = start_of_time) {
    const std::uint32_t version = work.version_count == 0 ? version_in(work) : work.versions[0];
    std::uint32_t nonce = work.first_nonce + from;
    while (!wanted(zero_bits(work, version, nonce))) ++nonce;
    return {.work = work.id, .nonce = nonce, .version = version, .chip = 0, .at = at};
}

/// Counts notifications.
class CountingWake final : public hal::Wake {
public:
    int count = 0;

private:
    void do_notify() noexcept override { ++count; }
    bool do_take() noexcept override { return false; }
};

/// A scheduler with one device.
struct Bench {
    explicit Bench(const boards::Appetite& appetite = rolling_chip)
        : scheduler{SchedulerOptions{.share_wake = &share_wake}, start_of_time},
          index{*scheduler.add_device(device(appetite), &device_wake)} {}

    driver::Work work(Instant now = start_of_time) { return *scheduler.next_work(index, now); }
    [[nodiscard]] ResultCounts counts() const { return scheduler.snapshot(start_of_time).devices[0].results; }
    [[nodiscard]] ShareTotals shares() const { return scheduler.snapshot(start_of_time).shares; }

    CountingWake share_wake, device_wake;
    Scheduler scheduler;
    boards::DeviceIndex index;
};

}  // namespace adit::miner::testing
