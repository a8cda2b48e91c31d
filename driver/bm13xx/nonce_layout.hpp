// Which chip, core and engine found a nonce: bit fields of the nonce, different from family to family.
#pragma once

#include <cstdint>

namespace adit::driver::bm13xx {

/// A field of the nonce: `bits` bits from `shift` up. No bits: the family does not tell.
struct NonceField {
    std::uint8_t shift{}, bits{};
    [[nodiscard]] constexpr std::uint32_t of(std::uint32_t nonce) const noexcept {
        return (nonce >> shift) & ((std::uint32_t{1} << bits) - 1);
    }
};

struct NonceLayout {
    bool wire_order = true;  ///< fields are of the wire bytes read most significant first, else of the header integer
    NonceField core, engine, address;
    std::uint8_t address_shift{};  ///< the chip's address is the field shifted left by this
};

/// BM1362 and later. With nonce offsets (BM1370 chains) the address field is part of a 25-bit counter instead.
inline constexpr NonceLayout header_nonces{
    .wire_order = true, .core = {25, 7}, .engine = {}, .address = {18, 7}, .address_shift = 1};
inline constexpr NonceField offset_counter{0, 25};
/// A chip with nonce offset x starts counting at x << 9.
inline constexpr int offset_counter_shift = 9;

inline constexpr NonceLayout bm1397_nonces{
    .wire_order = true, .core = {24, 8}, .engine = {22, 2}, .address = {14, 8}, .address_shift = 0};
inline constexpr NonceLayout bm1387_nonces{
    .wire_order = false, .core = {24, 7}, .engine = {}, .address = {2, 6}, .address_shift = 2};

/// The header integer of a nonce and the wire's (first byte on top) are each other's byte reversal.
[[nodiscard]] constexpr std::uint32_t swap_nonce(std::uint32_t nonce) noexcept {
    return nonce << 24 | (nonce & 0xff00u) << 8 | ((nonce >> 8) & 0xff00u) | nonce >> 24;
}

}  // namespace adit::driver::bm13xx
