// Hex text to bytes and back, for golden vectors. Spaces are ignored, so frames can be written as they are printed.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace adit::test {

inline unsigned hex_digit(char c) {
    if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
    if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a' + 10);
    if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A' + 10);
    throw std::invalid_argument("not a hex digit");
}

inline std::vector<std::byte> from_hex(std::string_view text) {
    std::vector<std::byte> bytes;
    unsigned high = 0;
    bool half = false;
    for (const char c : text) {
        if (c == ' ' || c == '\n') continue;
        if (half) bytes.push_back(static_cast<std::byte>(high << 4 | hex_digit(c)));
        high = hex_digit(c);
        half = !half;
    }
    if (half) throw std::invalid_argument("odd number of hex digits");
    return bytes;
}

template <std::size_t N>
std::array<std::byte, N> array_from_hex(std::string_view text) {
    const std::vector<std::byte> bytes = from_hex(text);
    if (bytes.size() != N) throw std::invalid_argument("wrong length");
    std::array<std::byte, N> result;
    std::ranges::copy(bytes, result.begin());
    return result;
}

inline std::string to_hex(std::span<const std::byte> bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (const std::byte b : bytes) {
        text += digits[std::to_integer<std::size_t>(b) >> 4];
        text += digits[std::to_integer<std::size_t>(b) & 15];
    }
    return text;
}

/// A digest as block explorers print it: last byte first.
inline std::string display(std::span<const std::byte> digest) {
    std::vector<std::byte> reversed{digest.rbegin(), digest.rend()};
    return to_hex(reversed);
}

}  // namespace adit::test
