// All configured pools, in order of priority: one is mined for, the better ones are tried again, the worse ones rest.
// Everything runs on the thread of the io_context; only `status` and `had_job` may be called from elsewhere.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "hal/clock.hpp"
#include "hal/wake.hpp"
#include "miner/net/pool_config.hpp"
#include "miner/net/resolver.hpp"
#include "miner/net/work_sink.hpp"

namespace boost::asio {
class io_context;
}

namespace adit::miner::net {

struct PoolGroupOptions {
    PoolTimings timings;
    std::uint64_t seed = 1;   ///< of the back-off jitter; per process
    Resolver::Lookup lookup;  ///< empty: getaddrinfo
    WallClock wall_clock;     ///< empty: the time of jobs is not judged
};

/// Usage: construct, `start`, run the io_context on the network thread; at the end `stop` (posted to that thread),
/// then let the io_context run out of work. Shares are fetched from the sink whenever `shares_wake` is notified.
class PoolGroup {
public:
    /// All references outlive the group. `pools` in order of priority, at least one.
    PoolGroup(boost::asio::io_context& io, const hal::Clock& clock, WorkSink& sink, hal::Wake& shares_wake,
              std::vector<PoolConfig> pools, PoolGroupOptions options = {}, LogSink log = {});
    ~PoolGroup();
    PoolGroup(const PoolGroup&) = delete;
    PoolGroup& operator=(const PoolGroup&) = delete;

    /// Begins to connect. Before the io_context runs, or on its thread.
    void start();
    /// Closes every connection; what was sent and not answered is settled as lost. On the io_context's thread.
    void stop();
    /// Does whatever is due by the clock. Own timers call it; tests under virtual time do too.
    void tick();

    /// One entry per configured pool, same order. Any thread.
    [[nodiscard]] std::vector<PoolStatus> status() const;
    /// True once any pool has given a valid job. Any thread.
    [[nodiscard]] bool had_job() const noexcept;
    /// Shares sent and not yet answered: what to wait a moment for before `stop`. Any thread.
    [[nodiscard]] std::size_t unanswered() const noexcept;

private:
    class Impl;  // NOLINT(cppcoreguidelines-virtual-class-destructor): final, where it is defined
    std::unique_ptr<Impl> impl_;
};

}  // namespace adit::miner::net
