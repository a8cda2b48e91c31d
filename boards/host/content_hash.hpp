// SHA-256 of a file's content, as `sha256sum` prints it: how the operator's trust in a board file is remembered.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace adit::boards {

using ContentHash = std::array<std::byte, 32>;

[[nodiscard]] ContentHash content_hash(std::string_view content) noexcept;

/// 64 small hexadecimal digits.
[[nodiscard]] std::string to_hex(const ContentHash& hash);
/// None for anything `to_hex` would not have written.
[[nodiscard]] std::optional<ContentHash> parse_content_hash(std::string_view text) noexcept;

}  // namespace adit::boards
