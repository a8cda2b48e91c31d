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

void CpuWatch::look_at_heat(const DeviceTelemetry& device, std::uint8_t& was_slowed) {
    constexpr Percent whole{100};
    const bool is_slowed = device.cpu->heat_share < whole;
    if ((std::exchange(was_slowed, std::uint8_t{is_slowed}) != 0) == is_slowed) return;
    const std::string package = device.cpu->package ? fmt::format("{:.1f}", device.cpu->package->value) : "unknown";
    if (is_slowed)
        logger_.warn("device={} alarm=package_hot package_c={} msg=\"hashing less until it has cooled\"", device.spec,
                     package);
    else
        logger_.info("device={} package_c={} msg=\"cool again, hashing at full duty\"", device.spec, package);
}

void CpuWatch::look(const Telemetry& telemetry) {
    engines_.resize(telemetry.devices.size());
    slowed_.resize(telemetry.devices.size());
    for (std::size_t i = 0; i < telemetry.devices.size(); ++i) {
        const DeviceTelemetry& device = telemetry.devices[i];
        if (!device.cpu) continue;
        for (; alarms_ < device.cpu->disabled.size(); ++alarms_)
            logger_.error("{}", alarm_text(device.cpu->disabled[alarms_]));
        look_at_heat(device, slowed_[i]);
        if (std::exchange(engines_[i], device.engine) == device.engine) continue;
        logger_.info("device={} engine={} versions={} threads={} pinned={}", device.spec, device.engine,
                     device.cpu->versions, device.cpu->threads, device.cpu->is_pinned);
    }
}

}  // namespace adit::miner::cli
