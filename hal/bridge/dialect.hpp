// The three dialects of the bitaxe-raw control protocol. Requests are the same in all of them; replies are not.
// Sources: the published bridge firmwares (plain and Bonanza), field notes on EmberOne for v1.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace adit::hal::bridge {

enum class Dialect : std::uint8_t {
    v0,      ///< LEN ID data; LEN counts data bytes, but in an error the whole frame
    v1,      ///< LEN ID STATUS data; LEN counts the whole frame
    bonanza  ///< LEN ID data; LEN counts the whole frame, an error looks like data
};

/// As in a board file: "v0", "v1", "bonanza". None: no such dialect.
[[nodiscard]] constexpr std::optional<Dialect> parse_dialect(std::string_view word) noexcept {
    if (word == "v0") return Dialect::v0;
    if (word == "v1") return Dialect::v1;
    if (word == "bonanza") return Dialect::bonanza;
    return std::nullopt;
}

[[nodiscard]] constexpr std::string_view name(Dialect dialect) noexcept {
    switch (dialect) {
        case Dialect::v0:
            return "v0";
        case Dialect::v1:
            return "v1";
        case Dialect::bonanza:
            break;
    }
    return "bonanza";
}

}  // namespace adit::hal::bridge
