// Hexadecimal text to bytes and back, with the length decided by the caller before anything is stored.
// Digits of either case are read; lower case is written.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace adit::miner {

/// Value of one digit, or nothing.
[[nodiscard]] std::optional<std::uint8_t> hex_digit(char digit) noexcept;

/// Decodes exactly `into.size()` bytes. False (and `into` unspecified) unless `text` is twice as many digits.
[[nodiscard]] bool decode_hex(std::string_view text, std::span<std::byte> into) noexcept;

/// Decodes an even number of digits, at most `max_bytes` bytes. Empty text is an empty result.
[[nodiscard]] std::optional<std::vector<std::byte>> decode_hex(std::string_view text, std::size_t max_bytes);

/// A big-endian number of exactly eight digits, as in notify and submit.
[[nodiscard]] std::optional<std::uint32_t> parse_hex32(std::string_view text) noexcept;

/// Writes two digits per byte; `into` holds twice `bytes.size()`.
void encode_hex(std::span<const std::byte> bytes, std::span<char> into) noexcept;

[[nodiscard]] std::string to_hex(std::span<const std::byte> bytes);

/// Eight lower-case digits, most significant first.
[[nodiscard]] std::string hex32(std::uint32_t number);

}  // namespace adit::miner
