// The two number formats of PMBus, written for the emulated regulator only.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "boards/virtual/exact_power.hpp"

namespace adit::boards::virtual_device {

/// VOUT_MODE of the TPS546: exponent -9, limits relative to VOUT_COMMAND.
inline constexpr int vout_exponent = -9;

/// LINEAR11: bits 15:11 signed exponent, 10:0 signed mantissa.
[[nodiscard]] inline double from_linear11(std::uint16_t word) noexcept {
    const int exponent = (word >> 11) < 16 ? word >> 11 : (word >> 11) - 32;
    const int low = word & 0x7ff;
    return (low < 1024 ? low : low - 2048) * exact_power(exponent);
}

/// LINEAR11 with the smallest exponent whose mantissa fits 11 signed bits.
[[nodiscard]] inline std::uint16_t to_linear11(double value) noexcept {
    constexpr double largest_mantissa = 1023.0;
    constexpr int least = -16, mantissa_bits = 10;
    int exponent = std::max(least, exponent_of(value) - mantissa_bits);
    while (exponent < 15 && std::abs(value * exact_power(-exponent)) > largest_mantissa) ++exponent;
    const auto mantissa = static_cast<int>(std::lround(value * exact_power(-exponent)));
    return static_cast<std::uint16_t>(((static_cast<unsigned>(exponent) & 0x1f) << 11) |
                                      (static_cast<unsigned>(mantissa) & 0x7ff));
}

/// ULINEAR16 at `vout_exponent`: volts (or ratios).
[[nodiscard]] inline double from_ulinear16(std::uint16_t word) noexcept { return word * exact_power(vout_exponent); }
[[nodiscard]] inline std::uint16_t to_ulinear16(double value) noexcept {
    return static_cast<std::uint16_t>(std::lround((value < 0.0 ? 0.0 : value) * exact_power(-vout_exponent)));
}

}  // namespace adit::boards::virtual_device
