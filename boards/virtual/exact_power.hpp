// Powers of two without the mathematical library: exact, and the same everywhere.
#pragma once

#include <bit>
#include <cstdint>

namespace adit::boards::virtual_device {

/// 2^exponent, for -1022..1023.
[[nodiscard]] constexpr double exact_power(int exponent) noexcept {
    constexpr int bias = 1023, mantissa_bits = 52;
    return std::bit_cast<double>(static_cast<std::uint64_t>(exponent + bias) << mantissa_bits);
}

/// The largest power of two in a number, its sign aside; of 0 one below every exponent.
[[nodiscard]] constexpr int exponent_of(double value) noexcept {
    constexpr int bias = 1023, mantissa_bits = 52, exponent_mask = 0x7ff;
    return static_cast<int>(std::bit_cast<std::uint64_t>(value) >> mantissa_bits & exponent_mask) - bias;
}

}  // namespace adit::boards::virtual_device
