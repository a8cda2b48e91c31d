// What a person, a bench or a tuner may ask of a board, within its envelope and for a time (HZ-16). Nothing here is
// kept across a restart.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

#include "boards/safety/permit.hpp"

namespace adit::boards::safety {

/// Who asked; shown for as long as it lasts.
enum class Owner : std::uint8_t { nobody, person, bench, tuner };
[[nodiscard]] std::string_view name(Owner owner) noexcept;

inline constexpr Duration request_default = std::chrono::minutes{30};
inline constexpr Duration request_longest = std::chrono::hours{4};

/// Replaces an earlier request as a whole; one without point and fan ends it.
struct Request {
    std::optional<SetPoint> point{};
    std::optional<Percent> fan{};  ///< manual duty; never below what the heat demands, nor below the floor
    Owner owner = Owner::person;
    Duration lasting = request_default;  ///< at most `request_longest`
    friend constexpr bool operator==(const Request&, const Request&) = default;
};

/// The request in force.
struct Override {
    Owner owner = Owner::nobody;
    Instant until{};  ///< on the monotonic clock
    std::optional<Percent> fan{};
    friend constexpr bool operator==(const Override&, const Override&) = default;
};

}  // namespace adit::boards::safety
