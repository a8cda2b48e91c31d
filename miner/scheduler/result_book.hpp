// Books a judged result: counts, credit, and whether it leaves as a share. Needs the scheduler's lock.
#pragma once

#include "boards/work_source.hpp"
#include "driver/work.hpp"
#include "hal/clock.hpp"
#include "miner/scheduler/device_slot.hpp"
#include "miner/scheduler/job_table.hpp"
#include "miner/scheduler/judge.hpp"
#include "miner/scheduler/ledger.hpp"
#include "miner/scheduler/share_queue.hpp"

namespace adit::miner {

/// Shares that wait for the network thread (HZ-45).
inline constexpr std::size_t waiting_shares_limit = 256;

struct ResultBook {
    DeviceSlot& device;
    boards::DeviceIndex index;
    const JobTable& jobs;
    Ledger& ledger;
    ShareQueue<waiting_shares_limit>& shares;
    Duration grace;

    /// `record` is the work the result named, `judgement` what its hash is worth.
    boards::NonceVerdict book(const WorkRecord& record, const driver::Nonce& result, const Judgement& judgement);

private:
    boards::NonceVerdict book_good(const WorkRecord& record, const driver::Nonce& result, const Hash256& hash);
    boards::NonceVerdict book_fresh(const LiveJob& job, const WorkRecord& record, const driver::Nonce& result,
                                    const Hash256& hash);
    boards::NonceVerdict book_stale(const LiveJob* job, const WorkRecord& record, const driver::Nonce& result,
                                    const Hash256& hash, Freshness freshness);
    void send(const LiveJob& job, const WorkRecord& record, const driver::Nonce& result, const Hash256& hash);
};

}  // namespace adit::miner
