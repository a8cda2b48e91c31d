// What the network needs from the scheduler: jobs go in, shares come out, fates go back. An interface, so that a test
// can stand in for the scheduler; the production adapter is `scheduler_sink.hpp`. Called on the network thread only.
#pragma once

#include "miner/job.hpp"

namespace adit::miner::net {

class WorkSink {
public:
    virtual ~WorkSink() = default;

    /// A new job of the pool in use. It replaces the one before, also when that came from another pool.
    void adopt(const JobPtr& job, Instant now) { do_adopt(job, now); }
    /// The version bits that may be rolled changed for every job of `session`.
    void set_mask(std::uint64_t session, std::uint32_t mask) { do_set_mask(session, mask); }
    /// The connection is gone: its jobs may be mined for a while (coasting), its shares cannot be sent.
    void retire_session(std::uint64_t session, Instant now) { do_retire_session(session, now); }
    /// The oldest share that waits to be sent. False: none.
    [[nodiscard]] bool take_share(Share& share) { return do_take_share(share); }
    /// Exactly once per taken share.
    void settle(const ShareOutcome& outcome) { do_settle(outcome); }

protected:
    WorkSink() = default;
    WorkSink(const WorkSink&) = default;
    WorkSink& operator=(const WorkSink&) = default;

private:
    virtual void do_adopt(const JobPtr& job, Instant now) = 0;
    virtual void do_set_mask(std::uint64_t session, std::uint32_t mask) = 0;
    virtual void do_retire_session(std::uint64_t session, Instant now) = 0;
    virtual bool do_take_share(Share& share) = 0;
    virtual void do_settle(const ShareOutcome& outcome) = 0;
};

}  // namespace adit::miner::net
