// The TPS546's status registers as a value, and which of them mean "trip". See tps546.hpp.
#pragma once

#include <cstdint>

namespace adit::driver::peripheral {

struct Tps546Status {
    std::uint16_t word{};                                        ///< 79
    std::uint8_t vout{}, iout{}, input{}, temperature{}, cml{};  ///< 7A 7B 7C 7D 7E
    std::uint8_t other{}, manufacturer{};                        ///< 7F 80

    // STATUS_WORD bits, PMBus part II.
    [[nodiscard]] constexpr bool is_off() const noexcept { return (word & 0x0040) != 0; }
    [[nodiscard]] constexpr bool has_power_good() const noexcept { return (word & 0x0800) == 0; }
    [[nodiscard]] constexpr bool has_overvoltage() const noexcept { return (word & 0x0020) != 0; }
    [[nodiscard]] constexpr bool has_overcurrent() const noexcept { return (word & 0x0010) != 0; }
    [[nodiscard]] constexpr bool has_input_undervoltage() const noexcept { return (word & 0x0008) != 0; }
    [[nodiscard]] constexpr bool has_temperature_fault() const noexcept { return (word & 0x0004) != 0; }
    [[nodiscard]] constexpr bool has_communication_error() const noexcept { return (word & 0x0002) != 0; }

    /// A fault that must trip (HZ-08): over-voltage, over-current, input under-voltage, temperature, or off while
    /// `commanded_on` (0x0840 with every detail clear is the usual sign of a tripped part).
    [[nodiscard]] constexpr bool has_fault(bool commanded_on) const noexcept {
        return has_overvoltage() || has_overcurrent() || has_input_undervoltage() || has_temperature_fault() ||
               (commanded_on && is_off());
    }

    friend constexpr bool operator==(const Tps546Status&, const Tps546Status&) = default;
};

}  // namespace adit::driver::peripheral
