// 256-bit targets, exactly: difficulty <-> target <-> compact bits, and the comparison of a hash with a target.
// No floating-point surprise: conversions from difficulty text are exact integer arithmetic (stratum-v1 4.2).
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "hal/expected.hpp"

namespace adit::miner {

/// 32 bytes of a hash in SHA output order (byte 31 most significant as a number), or in header order for prev_hash.
using Hash256 = std::array<std::byte, 32>;

/// An unsigned 256-bit number, limbs least significant first.
struct Target256 {
    std::array<std::uint64_t, 4> limbs{};

    friend constexpr bool operator==(const Target256&, const Target256&) = default;
    friend constexpr std::strong_ordering operator<=>(const Target256& a, const Target256& b) noexcept {
        for (std::size_t i = 4; i-- > 0;)
            if (a.limbs[i] != b.limbs[i]) return a.limbs[i] <=> b.limbs[i];
        return std::strong_ordering::equal;
    }
};

enum class TargetError : std::uint8_t { malformed, not_positive, out_of_range, negative, overflow, zero };

/// The hash as a number (little-endian reading of SHA output).
[[nodiscard]] Target256 as_number(const Hash256& hash) noexcept;

/// hash <= target.
[[nodiscard]] bool meets(const Hash256& hash, const Target256& target) noexcept;

/// 64 hex digits, most significant first.
[[nodiscard]] std::string to_hex(const Target256& target);

/// Target of a compact `nbits`. Errors: `negative`, `overflow` (>= 2^256), `zero`.
[[nodiscard]] Expected<Target256, TargetError> from_compact(std::uint32_t nbits) noexcept;

/// A difficulty as a pool sends it: the JSON number's own digits (or a numeric string). Integers are taken as they
/// are; anything else as the nearest IEEE double m/2^k. target = floor(0xffff * 2^208 / d), exactly.
/// Accepts 2^-32 <= d <= 2^64. Errors: `malformed`, `not_positive`, `out_of_range`.
struct Difficulty {
    Target256 target;
    double value;  ///< for people and logs
};
[[nodiscard]] Expected<Difficulty, TargetError> parse_difficulty(std::string_view text) noexcept;

/// The same from a double that is already one (configuration, demo pool).
[[nodiscard]] Expected<Target256, TargetError> target_of(double difficulty) noexcept;

/// Difficulty of a hash or target for display: 0xffff * 2^208 / number. Infinite for zero.
[[nodiscard]] double difficulty_of(const Target256& number) noexcept;

/// Expected hashes per solution, 2^256 / (target + 1), as floor(log2) — what ticket and claim difficulties are cut
/// from.
[[nodiscard]] int floor_log2_work(const Target256& target) noexcept;

/// 2^(256 - zero_bits) - 1: the easiest number with that many leading zero bits, 0..256.
[[nodiscard]] Target256 target_of_zero_bits(int zero_bits) noexcept;

}  // namespace adit::miner
