// Says in the log which engine hashes on the processor, and raises the alarm when one was caught (HZ-31).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "boards/cpu/cpu_status.hpp"
#include "miner/scheduler/telemetry.hpp"

namespace spdlog {
class logger;
}

namespace adit::miner::cli {

class CpuWatch {
public:
    explicit CpuWatch(spdlog::logger& logger) : logger_{logger} {}

    /// Logs what changed since the last look: one line for every engine that a device began to use, one alarm for
    /// every engine that was taken out of use in this process, one line whenever heat slows a device down or no longer
    /// does.
    void look(const Telemetry& telemetry);

private:
    void look_at_heat(const DeviceTelemetry& device, std::uint8_t& was_slowed);

    spdlog::logger& logger_;
    std::vector<std::string> engines_;  ///< in use at the last look, by device
    std::vector<std::uint8_t> slowed_;  ///< by heat at the last look, by device
    std::size_t alarms_ = 0;            ///< raised so far
};

/// One line of fields for an engine that was caught.
[[nodiscard]] std::string alarm_text(const boards::cpu::DisabledEngine& disabled);

}  // namespace adit::miner::cli
