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

namespace detail {

/// CRC-16 after four more bytes, first byte on top; the polynomial has only three terms below its top one (0x1021 =
/// bits 12, 5 and 0).
[[nodiscard]] constexpr std::uint32_t crc16_step(std::uint32_t crc, std::uint32_t word) noexcept {
    // With s a shift to the right, the quotient is the input over f = 1 + s^4 + s^11 + s^16, and 1 / f is f f^2 f^4.
    std::uint32_t quotient = (crc << 16) ^ word;
    quotient ^= (quotient >> 4) ^ (quotient >> 11) ^ (quotient >> 16);
    quotient ^= (quotient >> 8) ^ (quotient >> 22);
    quotient ^= quotient >> 16;
    return (quotient ^ (quotient << 5) ^ (quotient << 12)) & 0xffffu;
}

[[nodiscard]] constexpr std::uint32_t word_be(const std::byte* bytes) noexcept {
    return std::to_integer<std::uint32_t>(bytes[0]) << 24 | std::to_integer<std::uint32_t>(bytes[1]) << 16 |
           std::to_integer<std::uint32_t>(bytes[2]) << 8 | std::to_integer<std::uint32_t>(bytes[3]);
}

}  // namespace detail

/// CRC-16/CCITT-FALSE (polynomial 0x1021, start 0xffff, no reflection); check value of "123456789" is 0x29b1.
/// Jobs: over everything between preamble and CRC; travels most significant byte first.
[[nodiscard]] constexpr std::uint16_t crc16(std::span<const std::byte> bytes) noexcept {
    // Modulo the polynomial x^128 is x^96 + x^40 + 1: so a word at the front may go if it is added to the three words
    // that follow it, and to the one after them. The last four are divided.
    const std::byte* at = bytes.data();
    std::size_t left = bytes.size();
    std::uint32_t next = std::uint32_t{crc16_start} << 16, second = 0, third = 0, fourth = 0;
    if (left >= 16) {
        for (; left >= 20; left -= 4, at += 4) {
            const std::uint32_t front = next ^ detail::word_be(at);
            next = second ^ front;
            second = third ^ (front >> 24);
            third = fourth ^ (front << 8);
            fourth = front;
        }
        std::uint32_t rest = detail::crc16_step(0, next ^ detail::word_be(at));
        rest = detail::crc16_step(rest, second ^ detail::word_be(at + 4));
        rest = detail::crc16_step(rest, third ^ detail::word_be(at + 8));
        next = detail::crc16_step(rest, fourth ^ detail::word_be(at + 12)) << 16;
        left -= 16;
        at += 16;
    }
    std::uint32_t crc = next >> 16;
    for (; left > 0; --left, ++at) {
        std::uint32_t quotient = (crc >> 8) ^ std::to_integer<std::uint32_t>(*at);
        quotient ^= quotient >> 4;
        crc = ((crc << 8) ^ (quotient << 12) ^ (quotient << 5) ^ quotient) & 0xffffu;
    }
    return static_cast<std::uint16_t>(crc);
}

}  // namespace adit::driver::bm13xx
