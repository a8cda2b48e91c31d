// PMBus number formats: LINEAR11 (currents, temperatures, input voltage) and ULINEAR16 (output voltage).
// Source: PMBus specification part II; words checked against captured regulator configurations. Words travel low
// byte first.
#pragma once

#include <cstdint>

#include "hal/expected.hpp"
#include "hal/units.hpp"

namespace adit::driver::peripheral {

enum class PmbusFormatError : std::uint8_t {
    not_representable,  ///< negative, not a number, or outside what the format can hold
};

/// LINEAR11: bits 15:11 signed exponent, bits 10:0 signed mantissa. Every word has a value.
[[nodiscard]] double decode_linear11(std::uint16_t word) noexcept;

/// Encodes with full precision: a mantissa of 512..1023, rounded to nearest. Values 0 and 2^-7..2^25 (beyond any
/// limit of these parts). Errors: `not_representable`.
[[nodiscard]] Expected<std::uint16_t, PmbusFormatError> encode_linear11(double value) noexcept;

/// Encodes a whole number with the smallest exponent >= 0 (how vendors write kHz, C and ms); 0..1023 are exact,
/// above that the lowest bits are cut off.
[[nodiscard]] std::uint16_t encode_linear11_whole(std::uint16_t value) noexcept;

/// How the part counts output voltage, from VOUT_MODE (register 20).
struct VoutMode {
    int exponent = -9;     ///< volts per count = 2^exponent
    bool relative = true;  ///< fault limits and margins are fractions of VOUT_COMMAND, not volts

    friend constexpr bool operator==(const VoutMode&, const VoutMode&) = default;
};

/// Bit 7 relative, bits 6:5 format (0 = ULINEAR16, the only one understood), bits 4:0 signed exponent (-16..-4 can
/// hold these parts' voltages). Errors: `not_representable`.
[[nodiscard]] Expected<VoutMode, PmbusFormatError> decode_vout_mode(std::uint8_t byte) noexcept;

/// Truncates: the part is never told more than was asked for. Ratios travel as thousandths: 1.25 = Millivolts{1250}.
/// Errors: `not_representable` (negative, or more than 65535 counts).
[[nodiscard]] Expected<std::uint16_t, PmbusFormatError> encode_ulinear16(Millivolts value, int exponent) noexcept;
[[nodiscard]] Volts decode_ulinear16(std::uint16_t word, int exponent) noexcept;

}  // namespace adit::driver::peripheral
