// The production WorkSink: a thin coat over the scheduler, which knows nothing of the network.
#pragma once

#include "miner/net/work_sink.hpp"
#include "miner/scheduler/scheduler.hpp"

namespace adit::miner::net {

class SchedulerSink final : public WorkSink {
public:
    /// `scheduler` outlives the sink.
    explicit SchedulerSink(Scheduler& scheduler) noexcept : scheduler_{&scheduler} {}

private:
    void do_adopt(const JobPtr& job, Instant now) override { scheduler_->adopt(job, now); }
    void do_set_mask(std::uint64_t session, std::uint32_t mask) override { scheduler_->set_mask(session, mask); }
    void do_retire_session(std::uint64_t session, Instant now) override { scheduler_->retire_session(session, now); }
    bool do_take_share(Share& share) override { return scheduler_->take_share(share); }
    void do_settle(const ShareOutcome& outcome) override { scheduler_->settle(outcome); }

    Scheduler* scheduler_;
};

}  // namespace adit::miner::net
