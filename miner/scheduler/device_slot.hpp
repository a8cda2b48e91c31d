// All the scheduler keeps about one device: who it is, the works it was given lately, what came of them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>

#include "driver/work.hpp"
#include "hal/wake.hpp"
#include "miner/scheduler/claim.hpp"
#include "miner/scheduler/device_info.hpp"
#include "miner/scheduler/duplicate_window.hpp"
#include "miner/scheduler/job_table.hpp"
#include "miner/scheduler/rate_meter.hpp"
#include "miner/scheduler/telemetry.hpp"

namespace adit::miner {

/// A work as it was handed out, and where it came from.
struct WorkRecord {
    driver::Work work;  ///< id 0: free
    JobRef job;
    Point point;
    Target256 share_target;  ///< when it was cut; for results of jobs that are forgotten
};

/// The last works of one device. The id of a work says its device and its place here.
class WorkRing {
public:
    static constexpr std::size_t capacity = 64;

    /// The next id for `device`, never 0.
    [[nodiscard]] std::uint64_t next_id(boards::DeviceIndex device) noexcept {
        return (static_cast<std::uint64_t>(device) << sequence_bits) | ++last_sequence_;
    }
    void store(const WorkRecord& record) noexcept { records_[slot_of(record.work.id)] = record; }
    [[nodiscard]] const WorkRecord* find(std::uint64_t id) const noexcept {
        const WorkRecord& record = records_[slot_of(id)];
        return id != 0 && record.work.id == id ? &record : nullptr;
    }

private:
    static constexpr unsigned sequence_bits = 48;  ///< 9,000 years at 1,000 works per second
    [[nodiscard]] static constexpr std::size_t slot_of(std::uint64_t id) noexcept { return id % capacity; }

    std::array<WorkRecord, capacity> records_{};
    std::uint64_t last_sequence_ = 0;
};

/// What is left of the point and versions a CPU-like device works through, one interval after the other.
struct OpenInterval {
    WorkRecord record;  ///< the interval handed out last
    std::uint64_t next_nonce{};
    std::uint32_t mask{};
};

struct DeviceSlot {
    DeviceSlot(DeviceInfo device_info, hal::Wake* device_wake) : info{std::move(device_info)}, wake{device_wake} {}

    DeviceInfo info;
    hal::Wake* wake;
    WorkRing works;
    DuplicateWindow results_seen;
    BoxSizer sizer;
    RateMeter rate;
    ResultCounts counts;
    std::optional<OpenInterval> open;
    Target256 best = target_of_zero_bits(0);  ///< smallest credited hash
    bool share_below_floor = false;
};

}  // namespace adit::miner
