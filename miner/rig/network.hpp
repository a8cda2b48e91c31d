// The network thread: one io_context, the pools on it, and nothing that hashes.
#pragma once

#include <memory>
#include <vector>

#include "hal/clock.hpp"
#include "hal/wake.hpp"
#include "miner/net/pool_config.hpp"
#include "miner/scheduler/scheduler.hpp"

namespace adit::miner::rig {

class Network {
public:
    /// All references outlive this. `seed` is of the back-off jitter.
    Network(Scheduler& scheduler, hal::Wake& shares_wake, std::vector<net::PoolConfig> pools, const hal::Clock& clock,
            std::uint64_t seed, net::LogSink log);
    /// As `stop`.
    ~Network();
    Network(const Network&) = delete;
    Network& operator=(const Network&) = delete;

    void start();
    /// Closes all connections and joins the thread.
    void stop();
    /// One entry per pool. Any thread.
    [[nodiscard]] std::vector<net::PoolStatus> status() const;

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace adit::miner::rig
