// Hexadecimal conversions.
#include "miner/bitcoin/hex.hpp"

#include <array>

namespace adit::miner {
namespace {

constexpr std::string_view digits = "0123456789abcdef";

}  // namespace

std::optional<std::uint8_t> hex_digit(char digit) noexcept {
    if (digit >= '0' && digit <= '9') return static_cast<std::uint8_t>(digit - '0');
    if (digit >= 'a' && digit <= 'f') return static_cast<std::uint8_t>(digit - 'a' + 10);
    if (digit >= 'A' && digit <= 'F') return static_cast<std::uint8_t>(digit - 'A' + 10);
    return std::nullopt;
}

bool decode_hex(std::string_view text, std::span<std::byte> into) noexcept {
    if (text.size() % 2 != 0 || text.size() / 2 != into.size()) return false;
    for (std::size_t i = 0; i < into.size(); ++i) {
        const auto high = hex_digit(text[2 * i]);
        const auto low = hex_digit(text[2 * i + 1]);
        if (!high || !low) return false;
        into[i] = static_cast<std::byte>(*high << 4 | *low);
    }
    return true;
}

std::optional<std::vector<std::byte>> decode_hex(std::string_view text, std::size_t max_bytes) {
    if (text.size() % 2 != 0 || text.size() / 2 > max_bytes) return std::nullopt;
    std::vector<std::byte> bytes(text.size() / 2);
    if (!decode_hex(text, std::span{bytes})) return std::nullopt;
    return bytes;
}

std::optional<std::uint32_t> parse_hex32(std::string_view text) noexcept {
    if (text.size() != 8) return std::nullopt;
    std::uint32_t number = 0;
    for (const char c : text) {
        const auto digit = hex_digit(c);
        if (!digit) return std::nullopt;
        number = number << 4 | *digit;
    }
    return number;
}

void encode_hex(std::span<const std::byte> bytes, std::span<char> into) noexcept {
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        const auto value = std::to_integer<std::size_t>(bytes[i]);
        into[2 * i] = digits[value >> 4];
        into[2 * i + 1] = digits[value & 0xf];
    }
}

std::string to_hex(std::span<const std::byte> bytes) {
    std::string text(2 * bytes.size(), '0');
    encode_hex(bytes, text);
    return text;
}

std::string hex32(std::uint32_t number) {
    std::array<std::byte, 4> bytes{};
    for (std::size_t i = 0; i < 4; ++i) bytes[i] = static_cast<std::byte>(number >> (24 - 8 * i) & 0xff);
    return to_hex(bytes);
}

}  // namespace adit::miner
