// The firmwares a bridge may run, as data: how they frame replies and what they have besides I2C and GPIO. Which GPIO
// lines there are is the board's business (BridgePins).
#pragma once

#include <cstdint>
#include <string_view>

#include "hal/clock.hpp"

namespace adit::boards::virtual_device {

enum class BridgeDialect : std::uint8_t {
    v0,      ///< LEN ID data, LEN = data bytes; errors have LEN = whole frame
    v1,      ///< LEN ID STATUS data, LEN = whole frame
    bonanza  ///< LEN ID data, LEN = whole frame, errors are data
};

struct BridgeFirmware {
    BridgeDialect dialect{};
    std::uint8_t adc_channels = 1;  ///< from command 50 on
    bool has_led = false;
    bool has_fan_and_system = false;
    Duration tach_time{};  ///< how long it counts the fan's pulses before it answers
    bool has_restart = false;
    /// Requests shorter than a page and command make it index past its buffer and restart.
    bool panics = true;
    /// A second request in one packet is answered too, and half a request waits for the rest however long.
    bool is_patient = false;
    bool has_lease = false;            ///< its outputs go safe when a second processor stops renewing a lease
    bool is_safe_when_closed = false;  ///< its outputs go safe when the control port is closed
    bool has_sequence = false;         ///< refuses to switch power in the wrong order
};

inline constexpr BridgeFirmware plain_firmware{};
inline constexpr BridgeFirmware ember_old_firmware{.adc_channels = 2, .has_led = true};
inline constexpr BridgeFirmware ember_firmware{
    .dialect = BridgeDialect::v1, .adc_channels = 2, .has_led = true, .has_restart = true};
inline constexpr BridgeFirmware bonanza_firmware{.dialect = BridgeDialect::bonanza,
                                                 .has_fan_and_system = true,
                                                 .panics = false,
                                                 .is_patient = true,
                                                 .has_lease = true,
                                                 .is_safe_when_closed = true,
                                                 .has_sequence = true};
inline constexpr BridgeFirmware birds_firmware{.dialect = BridgeDialect::bonanza,
                                               .adc_channels = 3,
                                               .has_fan_and_system = true,
                                               .tach_time = std::chrono::milliseconds{500},
                                               .panics = false,
                                               .is_patient = true,
                                               .is_safe_when_closed = true};

/// The firmware to emulate where a board file says this dialect; an unknown word gives the plain one.
[[nodiscard]] constexpr const BridgeFirmware& firmware_of(std::string_view dialect) noexcept {
    if (dialect == "v1") return ember_firmware;
    return dialect == "bonanza" ? bonanza_firmware : plain_firmware;
}

}  // namespace adit::boards::virtual_device
