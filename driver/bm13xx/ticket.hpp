// The ticket mask, register 14: which results a chip reports. After 32 zero bits it also wants
// (next hash word, little-endian) & value == 0.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>

namespace adit::driver::bm13xx {

inline constexpr int max_ticket_bits = 32;

/// Register value for difficulty 2^`bits` (0..32, clamped): the mask 2^bits - 1 with the bits of each byte mirrored.
[[nodiscard]] constexpr std::uint32_t ticket_value(int bits) noexcept {
    const std::uint64_t mask = (std::uint64_t{1} << std::clamp(bits, 0, max_ticket_bits)) - 1;
    std::uint32_t value = 0;
    for (int bit = 0; bit < 32; ++bit)
        if ((mask >> bit) & 1) value |= std::uint32_t{1} << ((bit & ~7) | (7 - (bit & 7)));
    return value;
}

/// log2 of the difficulty a register value stands for, if it is one of ours: its number of ones.
[[nodiscard]] constexpr int ticket_bits(std::uint32_t value) noexcept { return std::popcount(value); }

/// The ticket for work: zero bits claimed beyond those that the device needs anyway (SEAMS: Z + log2 D).
[[nodiscard]] constexpr int ticket_bits_for(std::uint8_t claim_bits, std::uint8_t zero_bits) noexcept {
    return std::clamp(int{claim_bits} - int{zero_bits}, 0, max_ticket_bits);
}

}  // namespace adit::driver::bm13xx
