// The account of every share: what was found is accepted, rejected, stale, lost or still pending, and nothing else
// (NV-1). Bounded and allocation-free; the scheduler guards it with its mutex.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "miner/job.hpp"
#include "miner/scheduler/device_info.hpp"
#include "miner/scheduler/telemetry.hpp"

namespace adit::miner {

class Ledger {
public:
    /// Shares that may be pending at once: the scheduler's queue (256), the session's (256), and as many in flight.
    static constexpr std::size_t pending_limit = 1024;

    struct DeviceShares {
        std::uint64_t found{}, accepted{};
    };

    /// Books a share that is on its way to a pool. Returns its number (from 1), to be settled once; 0 when too many
    /// are pending, and then the share is booked as lost:not_sent and must not be sent.
    [[nodiscard]] std::uint64_t open(boards::DeviceIndex device) noexcept;

    /// Books a share that never leaves, e.g. stale:job_void.
    void book(boards::DeviceIndex device, ShareFate fate, FateReason reason) noexcept;

    /// Settles a pending share. False, and nothing changes, when its number is not pending (settled before, unknown).
    bool settle(const ShareOutcome& outcome) noexcept;

    /// The end: everything pending becomes lost:exit.
    void close() noexcept;

    [[nodiscard]] const ShareTotals& totals() const noexcept { return totals_; }
    [[nodiscard]] const ReasonCounts& reasons() const noexcept { return reasons_; }
    [[nodiscard]] DeviceShares of(boards::DeviceIndex device) const noexcept;

private:
    struct Pending {
        std::uint64_t number{};  ///< 0: free
        boards::DeviceIndex device{};
    };

    void count(boards::DeviceIndex device, ShareFate fate, FateReason reason) noexcept;

    std::uint64_t last_number_ = 0;
    ShareTotals totals_;
    ReasonCounts reasons_{};
    std::array<DeviceShares, max_devices> devices_{};
    std::array<Pending, pending_limit>
        pending_{};  ///< share n waits in slot n % pending_limit; numbers of taken slots are skipped
};

}  // namespace adit::miner
