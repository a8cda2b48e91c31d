// See cpu_watch.hpp.
#include "miner/cli/cpu_watch.hpp"

#include <fmt/format.h>
#include <spdlog/logger.h>

#include <utility>

namespace adit::miner::cli {

namespace {

std::string hex(const std::array<std::byte, 80>& bytes) {
    std::string text;
    for (const std::byte byte : bytes) text += fmt::format("{:02x}", std::to_integer<unsigned>(byte));
    return text;
}

}  // namespace

std::string alarm_text(const boards::cpu::DisabledEngine& disabled) {
    std::string text = fmt::format("alarm=wrong_results engine={} fault={} nonce={:08x}", disabled.engine,
                                   boards::cpu::name(disabled.mistake.fault), disabled.mistake.where.nonce);
    text += disabled.header ? " header=" + hex(*disabled.header) : std::string{" found_by=self_test"};
    return text +
           " msg=\"engine disabled, mining goes on with another: check this machine's cooling, clock and memory\"";
}

void CpuWatch::look(const Telemetry& telemetry) {
    engines_.resize(telemetry.devices.size());
    for (std::size_t i = 0; i < telemetry.devices.size(); ++i) {
        const DeviceTelemetry& device = telemetry.devices[i];
        if (!device.cpu) continue;
        for (; alarms_ < device.cpu->disabled.size(); ++alarms_)
            logger_.error("{}", alarm_text(device.cpu->disabled[alarms_]));
        if (std::exchange(engines_[i], device.engine) == device.engine) continue;
        logger_.info("device={} engine={} versions={} threads={} pinned={}", device.spec, device.engine,
                     device.cpu->versions, device.cpu->threads, device.cpu->is_pinned);
    }
}

}  // namespace adit::miner::cli
