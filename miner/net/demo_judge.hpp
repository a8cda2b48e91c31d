// How the demo pool judges a share. Deliberately a second reading of the protocol: nothing here is shared with the
// session or the scheduler, so that an error in one shows against the other.
#pragma once

#include <boost/json/array.hpp>
#include <cstdint>
#include <deque>
#include <set>
#include <string>

#include "miner/net/demo_job.hpp"
#include "miner/net/demo_types.hpp"

namespace adit::miner::net {

/// A job as one connection got it: later changes of extranonce or difficulty do not reach it.
struct DemoSentJob {
    DemoJobPtr job;
    Bytes extranonce1;
    std::uint8_t extranonce2_size{};
    double difficulty{};
};

/// What the pool knows of one connection.
struct DemoPeer {
    bool is_subscribed = false;
    bool rolls_versions = false;     ///< configure was answered with true
    std::uint32_t version_mask = 0;  ///< the newest one sent
    Bytes extranonce1;
    std::set<std::string> workers;  ///< authorised names
    std::deque<DemoSentJob> jobs;   ///< newest last
};

class DemoJudge {
public:
    /// Judges `mining.submit` parameters in the order a pool does: subscription and worker, job, shape, version bits,
    /// hash, previous block, time, difficulty, duplicate.
    [[nodiscard]] DemoVerdict judge(const DemoPeer& peer, const boost::json::array& params);

    /// The chain moved on: shares on any other previous block are stale from now on.
    void set_tip(const Hash256& prev_hash);

private:
    [[nodiscard]] DemoVerdict judge_hash(const DemoSentJob& sent, std::uint32_t ntime, const Hash256& hash);
    [[nodiscard]] DemoVerdict judge_worth(const DemoSentJob& sent, std::uint32_t ntime, const Hash256& hash);

    Hash256 tip_{};
    std::set<Hash256> seen_;  ///< accepted headers on the present tip, all connections
};

}  // namespace adit::miner::net
