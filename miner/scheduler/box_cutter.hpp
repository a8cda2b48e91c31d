// Cuts boxes: reserves a part of the search space (under the scheduler's lock), then makes the header of it (outside).
#pragma once

#include <cstdint>

#include "boards/work_source.hpp"
#include "hal/clock.hpp"
#include "hal/expected.hpp"
#include "miner/scheduler/device_slot.hpp"
#include "miner/scheduler/job_table.hpp"

namespace adit::miner {

/// A reserved box. Whoever holds it owns that part of the space, also if it is dropped.
struct Box {
    WorkRecord record;
    JobPtr job;
    std::uint32_t mask{};
    bool has_header{};  ///< an interval next to the last one: its header is known
    bool keep_open{};   ///< the rest of the nonces is for the same device
};

/// Reserves the next box for `device`. Needs the lock. Errors: `no_job`, `exhausted`.
[[nodiscard]] Expected<Box, boards::NoWork> reserve_box(boards::DeviceIndex index, DeviceSlot& device, JobTable& jobs,
                                                        std::uint32_t generation, Instant now) noexcept;

/// Hashes coinbase and branch, which takes tens of microseconds. No lock, no allocation.
void make_header(Box& box) noexcept;

/// Enters the finished box into the device's books. Needs the lock.
void remember_box(const Box& box, DeviceSlot& device, Instant now) noexcept;

}  // namespace adit::miner
