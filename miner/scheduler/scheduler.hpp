// The passive centre: cuts one search space into boxes with one owner each, judges results, keeps the ledger.
// Job sources push jobs in, devices pull work and report nonces, the network thread takes shares out and settles them.
//
// One mutex guards allocation and look-up; hashing happens outside it. After a device was added, `next_work` and
// `report` allocate and free nothing: jobs die in `adopt` only.
#pragma once

#include <cstdint>
#include <memory>

#include "boards/work_source.hpp"
#include "hal/wake.hpp"
#include "miner/job.hpp"
#include "miner/scheduler/device_info.hpp"
#include "miner/scheduler/telemetry.hpp"

namespace adit::miner {

struct SchedulerOptions {
    /// First extranonce2 of every search space; random in production, so that two rigs behind one proxy differ.
    std::uint64_t extranonce2_start = 0;
    /// How long the last job is worked on after its session ended (HZ-42).
    Duration coast = std::chrono::seconds{60};
    /// How long results of a cleaned job go out when the previous block is unchanged (HZ-40).
    Duration stale_grace = std::chrono::seconds{1};
    /// Notified (no lock held) whenever `take_share` has something to give. May be null; must outlive the scheduler.
    hal::Wake* share_wake = nullptr;
};

class Scheduler final : public boards::WorkSource {
public:
    /// Shares that wait to be taken; one more is booked as lost:not_sent.
    static constexpr std::size_t share_queue_limit = 256;

    Scheduler(const SchedulerOptions& options, Instant start);
    ~Scheduler() override;
    Scheduler(const Scheduler&) = delete;
    Scheduler& operator=(const Scheduler&) = delete;

    /// Attaches a device, before any of its work is asked for. `wake` (may be null, must outlive the scheduler's use)
    /// is notified whenever its work became void. Errors: `too_many`.
    [[nodiscard]] Expected<boards::DeviceIndex, AddDeviceError> add_device(DeviceInfo info, hal::Wake* wake);

    /// Makes `job` the one to work on, voids older jobs as its `clean` and `voids_all` say, and wakes all devices.
    /// A job of another session, or another extranonce generation, voids all older ones. A repeat of a known job goes
    /// on with its extranonce2 counter (also across sessions with the same extranonce1) and keeps the harder share
    /// target of the two. Blocks for microseconds; network thread.
    void adopt(JobPtr job, Instant now);

    /// The version mask of a session changed: new work uses it at once, results with other bits are lost:mask_shrank.
    void set_mask(std::uint64_t session, std::uint32_t mask);

    /// A session ended: its last job is worked on for `SchedulerOptions::coast`, then devices get `no_job`.
    void retire_session(std::uint64_t session, Instant now);

    /// Moves the oldest waiting share into `share`; false when there is none. Network thread.
    [[nodiscard]] bool take_share(Share& share);

    /// The verdict on a share that was taken. False when it was not pending: nothing changes then.
    bool settle(const ShareOutcome& outcome);

    /// The end of the account: every share still pending becomes lost:exit.
    void close();

    /// A consistent copy of all counts. Allocates; not for the hot path.
    [[nodiscard]] Telemetry snapshot(Instant now) const;

private:
    class State;

    Expected<driver::Work, boards::NoWork> do_next_work(boards::DeviceIndex device, Instant now) override;
    [[nodiscard]] bool do_has_work(Instant now) const override;
    boards::NonceVerdict do_report(boards::DeviceIndex device, const driver::Nonce& nonce) override;
    [[nodiscard]] std::uint32_t do_generation() const noexcept override;

    std::unique_ptr<State> state_;
};

}  // namespace adit::miner
