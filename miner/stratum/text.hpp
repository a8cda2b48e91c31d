// Text across the border: strangers' words made fit for logs, our words made fit for JSON.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace adit::miner::stratum {

/// IN-9.
inline constexpr std::size_t max_kept_text = 256;

/// Control bytes dropped, every other non-ASCII character one '?', cut to `max_kept_text` bytes.
[[nodiscard]] std::string printable(std::string_view text);

/// Appends `text` as a JSON string, quotes included. UTF-8 passes unchanged.
void append_json_string(std::string& out, std::string_view text);

/// Whether `text` contains `words` (lower case) in any case.
[[nodiscard]] bool contains_ignoring_case(std::string_view text, std::string_view words) noexcept;

}  // namespace adit::miner::stratum
