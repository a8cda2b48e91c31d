// Who an attached device is, as the scheduler, the ledger and telemetry know it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "boards/work_source.hpp"

namespace adit::miner {

/// Most devices one scheduler serves.
inline constexpr std::size_t max_devices = 64;

struct DeviceInfo {
    std::string stable_id;  ///< bus identity + serial: the key of ledger and telemetry across restarts
    std::string spec;       ///< as the operator wrote it: "cpu?threads=2", "virtual:bitaxe-gamma"
    std::string kind;       ///< "cpu", "virtual", "serial", "usb", "hid" or "spi"
    std::string engine;     ///< what does the hashing: "portable", "bm1370", …
    boards::Appetite appetite;
};

enum class AddDeviceError : std::uint8_t {
    too_many,  ///< `max_devices` are attached already
};

}  // namespace adit::miner
