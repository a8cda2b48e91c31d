// The pages beside I2C, GPIO and ADC as typed requests and their replies: LED and restart (EmberOne), fan and system
// (Bonanza, BIRDS). Which product has which page: product.hpp. Layouts: the published BIRDS firmware.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "hal/bridge/request.hpp"
#include "hal/clock.hpp"
#include "hal/units.hpp"

namespace adit::hal::bridge {

struct Colour {
    std::uint8_t red{}, green{}, blue{};
};

/// EmberOne. Echoes the three bytes.
[[nodiscard]] Request encode_led(std::uint8_t id, Colour colour) noexcept;
/// EmberOne v1 (field notes only). Not answered: `ControlPort::tell`. A restart switches its supplies off and leaves
/// the chain's reset released.
[[nodiscard]] Request encode_ember_reboot(std::uint8_t id) noexcept;
[[nodiscard]] Request encode_ember_bootloader(std::uint8_t id) noexcept;

/// Bonanza, BIRDS. Answered with 00. Values are brought into 0..100: more would be refused, and a fan stays as it is.
[[nodiscard]] Request encode_fan_set(std::uint8_t id, Percent duty) noexcept;
/// Bonanza, BIRDS. Answered with the speed, u16 little-endian. The published BIRDS firmware counts pulses for half a
/// second first: such a bridge never answers within `transaction_limit`, and its link is suspect afterwards.
[[nodiscard]] Request encode_fan_tach(std::uint8_t id) noexcept;
[[nodiscard]] Rpm decode_fan_tach(std::span<const std::byte, 2> payload) noexcept;

/// Bonanza, BIRDS: who they are, what they lost, how safe they are. Read only.
[[nodiscard]] Request encode_system_info(std::uint8_t id) noexcept;
[[nodiscard]] Request encode_rx_statistics(std::uint8_t id) noexcept;
[[nodiscard]] Request encode_safety_status(std::uint8_t id) noexcept;

struct SystemInfo {
    std::uint8_t protocol_major{}, protocol_minor{};
    std::string_view firmware;  ///< points into the payload; printable ASCII
};

struct RxStatistics {
    std::uint32_t hardware_overflows{};  ///< bytes of the chain lost between UART and bridge
    std::uint32_t software_overflows{};  ///< bytes lost inside the bridge
};

struct SafetyStatus {
    enum class State : std::uint8_t { safe_off = 0, controlled = 1, fault_latched = 2 };
    State state{};
    std::uint8_t fault{};   ///< 0 = none; the firmware's numbering
    Duration lease_left{};  ///< 0 where the bridge has no lease
    bool is_five_volt_on{}, is_reset_asserted{}, is_fan_full{};
    Percent fan{};
    bool is_trip_asserted{};

    /// What closing the port, a lost lease or a trip leads to.
    [[nodiscard]] constexpr bool is_safe() const noexcept {
        return !is_five_volt_on && is_reset_asserted && is_fan_full && state != State::controlled;
    }
};

/// None: not this version of the layout, or values that cannot be.
[[nodiscard]] std::optional<SystemInfo> decode_system_info(std::span<const std::byte> payload) noexcept;
[[nodiscard]] std::optional<RxStatistics> decode_rx_statistics(std::span<const std::byte> payload) noexcept;
[[nodiscard]] std::optional<SafetyStatus> decode_safety_status(std::span<const std::byte> payload) noexcept;

}  // namespace adit::hal::bridge
