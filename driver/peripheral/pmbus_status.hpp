// The status registers of a PMBus regulator as a value, what its bits are called, and which of them mean "trip".
// Source: PMBus 1.3 part II, section 17.
#pragma once

#include <cstdint>
#include <string_view>

#include "driver/peripheral/regulator_health.hpp"

namespace adit::driver::peripheral {

struct PmbusStatus {
    std::uint16_t word{};                                        ///< 79
    std::uint8_t vout{}, iout{}, input{}, temperature{}, cml{};  ///< 7A 7B 7C 7D 7E
    std::uint8_t other{}, manufacturer{};                        ///< 7F 80

    // STATUS_WORD, from bit 15 down.
    [[nodiscard]] constexpr bool has_vout_event() const noexcept { return (word & 0x8000) != 0; }
    [[nodiscard]] constexpr bool has_iout_event() const noexcept { return (word & 0x4000) != 0; }
    [[nodiscard]] constexpr bool has_input_event() const noexcept { return (word & 0x2000) != 0; }
    [[nodiscard]] constexpr bool has_manufacturer_event() const noexcept { return (word & 0x1000) != 0; }
    [[nodiscard]] constexpr bool has_power_good() const noexcept { return (word & 0x0800) == 0; }
    [[nodiscard]] constexpr bool has_other_event() const noexcept { return (word & 0x0200) != 0; }
    [[nodiscard]] constexpr bool is_busy() const noexcept { return (word & 0x0080) != 0; }
    [[nodiscard]] constexpr bool is_off() const noexcept { return (word & 0x0040) != 0; }
    [[nodiscard]] constexpr bool has_overvoltage() const noexcept { return (word & 0x0020) != 0; }
    [[nodiscard]] constexpr bool has_overcurrent() const noexcept { return (word & 0x0010) != 0; }
    [[nodiscard]] constexpr bool has_input_undervoltage() const noexcept { return (word & 0x0008) != 0; }
    [[nodiscard]] constexpr bool has_temperature_fault() const noexcept { return (word & 0x0004) != 0; }
    [[nodiscard]] constexpr bool has_communication_error() const noexcept { return (word & 0x0002) != 0; }
    [[nodiscard]] constexpr bool has_unlisted_event() const noexcept { return (word & 0x0001) != 0; }

    /// A fault that must trip (HZ-08), by STATUS_WORD alone: over-voltage, over-current, input under-voltage,
    /// temperature, or off while `commanded_on` (0x0840 with every detail clear is the usual sign of a tripped part).
    [[nodiscard]] constexpr bool has_fault(bool commanded_on) const noexcept {
        return has_overvoltage() || has_overcurrent() || has_input_undervoltage() || has_temperature_fault() ||
               (commanded_on && is_off());
    }

    /// Word and detail registers together. Warnings are no faults, but for TEMP of the word: the details may be clear.
    [[nodiscard]] RegulatorHealth health() const noexcept;

    friend constexpr bool operator==(const PmbusStatus&, const PmbusStatus&) = default;
};

/// The name of one bit of STATUS_WORD (79) or of a detail register (7A..7F), for the log; bits of 80 differ from part
/// to part. Empty: reserved, or no status register.
[[nodiscard]] std::string_view pmbus_status_bit_name(std::uint8_t register_number, unsigned bit) noexcept;

}  // namespace adit::driver::peripheral
