// See pmbus.hpp.
#include "driver/peripheral/pmbus.hpp"

#include <cassert>

namespace adit::driver::peripheral {
namespace {

constexpr unsigned mantissa_bits = 11;
constexpr std::uint16_t mantissa_mask = 0x07FF;
constexpr int mantissa_max = 1023;  // bit 10 is the sign
constexpr int mantissa_full = 512;  // smallest mantissa that uses all of the precision
constexpr int exponent_max = 15;
constexpr int exponent_min = -16;

/// Exact, for -31..31: no format has a larger exponent.
constexpr double power_of_two(int exponent) noexcept {
    assert(exponent > -32 && exponent < 32);
    return exponent < 0 ? 1.0 / (1U << -exponent) : 1U << exponent;
}

/// Two's complement number in the lowest `bits` bits.
constexpr int sign_extend(unsigned value, unsigned bits) noexcept {
    const unsigned sign = 1U << (bits - 1);
    return static_cast<int>(value & (sign - 1)) - static_cast<int>(value & sign);
}

constexpr std::uint16_t pack(int exponent, int mantissa) noexcept {
    const auto high = static_cast<unsigned>(exponent) << mantissa_bits;
    return static_cast<std::uint16_t>((high | (static_cast<unsigned>(mantissa) & mantissa_mask)) & 0xFFFFU);
}

}  // namespace

double decode_linear11(std::uint16_t word) noexcept {
    return sign_extend(word & mantissa_mask, mantissa_bits) * power_of_two(sign_extend(word >> mantissa_bits, 5));
}

Expected<std::uint16_t, PmbusFormatError> encode_linear11(double value) noexcept {
    if (value == 0.0) return std::uint16_t{0};
    if (value < mantissa_full * power_of_two(exponent_min)) return failure(PmbusFormatError::not_representable);
    for (int exponent = exponent_min; exponent <= exponent_max; ++exponent) {
        const double scaled = value * power_of_two(-exponent) + 0.5;
        if (!(scaled < mantissa_max + 1)) continue;  // too large yet, or not a number
        return pack(exponent, static_cast<int>(scaled));
    }
    return failure(PmbusFormatError::not_representable);
}

std::uint16_t encode_linear11_whole(std::uint16_t value) noexcept {
    int exponent = 0;
    unsigned mantissa = value;
    for (; mantissa > mantissa_max; mantissa >>= 1) ++exponent;
    return pack(exponent, static_cast<int>(mantissa));
}

Expected<VoutMode, PmbusFormatError> decode_vout_mode(std::uint8_t byte) noexcept {
    constexpr int finest = -16, coarsest = -4;
    const int exponent = sign_extend(byte & 0x1FU, 5);
    const bool is_ulinear16 = (byte & 0x60U) == 0;
    if (!is_ulinear16 || exponent < finest || exponent > coarsest) return failure(PmbusFormatError::not_representable);
    return VoutMode{exponent, (byte & 0x80U) != 0};
}

Expected<std::uint16_t, PmbusFormatError> encode_ulinear16(Millivolts value, int exponent) noexcept {
    if (value.value < 0 || exponent > 0 || exponent < exponent_min) {
        return failure(PmbusFormatError::not_representable);
    }
    const std::int64_t counts = (std::int64_t{value.value} << -exponent) / 1000;
    if (counts > 0xFFFF) return failure(PmbusFormatError::not_representable);
    return static_cast<std::uint16_t>(counts);
}

Volts decode_ulinear16(std::uint16_t word, int exponent) noexcept { return {word * power_of_two(exponent)}; }

}  // namespace adit::driver::peripheral
