// Everything that mines, put together: devices, scheduler, network. Starts it, shows it, stops it, sums it up.
#pragma once

#include <memory>
#include <vector>

#include "hal/clock.hpp"
#include "hal/linux/event_wake.hpp"
#include "miner/rig/device.hpp"
#include "miner/rig/network.hpp"
#include "miner/scheduler/scheduler.hpp"

namespace adit::miner::rig {

class Rig {
public:
    struct Seeds {
        std::uint64_t extranonce2;  ///< where the search begins
        std::uint64_t back_off;     ///< of the jitter
    };

    /// `clock` outlives the rig. At most `max_devices` devices.
    Rig(std::vector<std::unique_ptr<Device>> devices, std::vector<net::PoolConfig> pools, const hal::Clock& clock,
        Seeds seeds, net::LogSink log);
    ~Rig();
    Rig(const Rig&) = delete;
    Rig& operator=(const Rig&) = delete;

    void start();
    /// Boards off and proven off, shares in flight given a moment to be answered, connections closed. About 1 s.
    void stop();

    /// One consistent picture: shares and devices, boards and pools.
    [[nodiscard]] Telemetry telemetry() const;

private:
    void await_verdicts();

    const hal::Clock& clock_;
    hal::EventWake shares_wake_;
    Scheduler scheduler_;
    std::vector<std::unique_ptr<Device>> devices_;
    std::vector<boards::DeviceIndex> indices_;
    Network network_;
    std::vector<net::PoolStatus> last_pools_;  ///< as they were when the network was stopped
    bool is_running_ = false;
};

}  // namespace adit::miner::rig
