// The two checksums of the BM13xx wire: CRC-5 on commands and replies, CRC-16 on jobs.
// Shared with the emulated chips: facts of the wire, not a codec.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace adit::driver::bm13xx {

inline constexpr std::uint8_t crc5_start = 0x1f;
inline constexpr std::uint16_t crc16_start = 0xffff;

/// Feeds the top `bits` (0..8) bits of `byte`, most significant first, into a CRC-5 (x^5 + x^2 + 1).
[[nodiscard]] constexpr std::uint8_t crc5_step(std::uint8_t crc, std::byte byte, int bits = 8) noexcept {
    constexpr std::uint8_t polynomial = 0x05, mask = 0x1f;
    for (int i = 7; i >= 8 - bits; --i) {
        const int next = (crc >> 4) ^ ((std::to_integer<int>(byte) >> i) & 1);
        crc = static_cast<std::uint8_t>((crc << 1) & mask);
        if (next != 0) crc ^= polynomial;
    }
    return crc;
}

/// CRC-5 of whole bytes. Host to chip: over everything between preamble and CRC byte, whose upper three bits are 0.
[[nodiscard]] constexpr std::uint8_t crc5(std::span<const std::byte> bytes) noexcept {
    unsigned crc = crc5_start;
    for (const std::byte byte : bytes) {
        // Eight steps at once: with s a shift to the right, the quotient is the input over 1 + s^3 + s^5.
        const unsigned in = (crc << 3) ^ std::to_integer<unsigned>(byte);
        const unsigned quotient = in ^ (in >> 3) ^ (in >> 5) ^ (in >> 6);
        crc = (quotient ^ (quotient << 2)) & 0x1fu;
    }
    return static_cast<std::uint8_t>(crc);
}

/// The last byte of a chip's reply: `type` in bits 7:5 (0 register, 4 nonce), CRC-5 over `body` and those three bits.
[[nodiscard]] constexpr std::byte reply_tail(std::span<const std::byte> body, std::uint8_t type) noexcept {
    const auto type_bits = static_cast<std::byte>(type << 5);
    return type_bits | static_cast<std::byte>(crc5_step(crc5(body), type_bits, 3));
}

/// True if `body_and_tail` (a reply without its preamble) is intact: the CRC-5 over all of it, tail included, is 0.
[[nodiscard]] constexpr bool reply_is_intact(std::span<const std::byte> body_and_tail) noexcept {
    return crc5(body_and_tail) == 0;
}

/// CRC-16/CCITT-FALSE (polynomial 0x1021, start 0xffff, no reflection); check value of "123456789" is 0x29b1.
/// Jobs: over everything between preamble and CRC; travels most significant byte first.
[[nodiscard]] constexpr std::uint16_t crc16(std::span<const std::byte> bytes) noexcept {
    const auto at = [&](std::size_t i) { return std::to_integer<std::uint32_t>(bytes[i]); };
    std::uint32_t crc = crc16_start;
    std::size_t i = 0;
    for (; i + 4 <= bytes.size(); i += 4) {
        // 32 steps at once: the polynomial has only three terms below its top one (0x1021 = bits 12, 5 and 0). With s a
        // shift to the right, the quotient is the input over f = 1 + s^4 + s^11 + s^16, and 1 / f is f f^2 f^4.
        std::uint32_t quotient = (crc << 16) ^ (at(i) << 24 | at(i + 1) << 16 | at(i + 2) << 8 | at(i + 3));
        quotient ^= (quotient >> 4) ^ (quotient >> 11) ^ (quotient >> 16);
        quotient ^= (quotient >> 8) ^ (quotient >> 22);
        quotient ^= quotient >> 16;
        crc = (quotient ^ (quotient << 5) ^ (quotient << 12)) & 0xffffu;
    }
    for (; i < bytes.size(); ++i) {
        std::uint32_t quotient = (crc >> 8) ^ at(i);
        quotient ^= quotient >> 4;
        crc = ((crc << 8) ^ (quotient << 12) ^ (quotient << 5) ^ quotient) & 0xffffu;
    }
    return static_cast<std::uint16_t>(crc);
}

}  // namespace adit::driver::bm13xx
