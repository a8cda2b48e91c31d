// The hash clock: f = 25 MHz x feedback / (reference x post1 x post2), and the register word that says so.
// Sources: register 0x08 of the public BM136x/137x maps; search as ESP-Miner does it.
#pragma once

#include <cstdint>
#include <limits>

#include "hal/expected.hpp"
#include "hal/units.hpp"

namespace adit::driver::bm13xx {

enum class PllError : std::uint8_t {
    unreachable,  ///< no setting comes near the wanted frequency (or it is not a positive number)
    malformed,    ///< a register word that no setting packs to
};

inline constexpr Megahertz crystal{25.0};
inline constexpr Megahertz no_ceiling{std::numeric_limits<double>::infinity()};

struct Pll {
    std::uint16_t feedback{};                    ///< 1..4095
    std::uint8_t reference{}, post1{}, post2{};  ///< 1..63, 1..8, 1..8

    [[nodiscard]] constexpr Megahertz vco() const noexcept { return {crystal.value * feedback / reference}; }
    [[nodiscard]] constexpr Megahertz output() const noexcept { return {vco().value / (post1 * post2)}; }
    friend constexpr bool operator==(const Pll&, const Pll&) = default;
};

/// How the register word says it.
enum class PllCoding : std::uint8_t {
    less_one,  ///< BM1362 and later: `VV FB RR PP`, VV = 40 below 2400 MHz of the oscillator, else 50; post dividers -
               ///< 1
    raw,       ///< BM1397: `40 FB RR PP`, post dividers as they are
    raw_no_flag,  ///< BM1387: `00 FB RR PP`, no enable bit
};

/// Which dividers may be taken.
enum class PllDividers : std::uint8_t {
    any,          ///< reference 2 or 1, post1 > post2
    two_or_four,  ///< BM1387: reference 2, post2 1, post1 4 below 400 MHz and 2 from there, as its firmwares do
};

/// What a chip family's oscillator allows.
struct PllRange {
    std::uint16_t feedback_min{}, feedback_max{};
    PllCoding coding = PllCoding::less_one;
    PllDividers dividers = PllDividers::any;
};

/// The setting nearest to `wanted`: reference 2 or 1, post1 > post2; equal errors go to the lowest oscillator
/// frequency, then the lowest post divider product. Settings above `ceiling` are not considered.
/// Errors: `unreachable` if the nearest one is more than 3.125 MHz above or 6.25 MHz below (the divider's coarsest
/// step).
[[nodiscard]] Expected<Pll, PllError> nearest_pll(Megahertz wanted, PllRange range,
                                                  Megahertz ceiling = no_ceiling) noexcept;

/// The word of the hash clock's register.
[[nodiscard]] std::uint32_t pack(const Pll& pll, PllCoding coding = PllCoding::less_one) noexcept;

/// The setting behind a register word, written or read back (bit 31, "locked", is ignored).
/// Errors: `malformed`: flag bits that contradict coding or oscillator, reserved bits set, or a divider of 0.
[[nodiscard]] Expected<Pll, PllError> unpack(std::uint32_t word, PllCoding coding = PllCoding::less_one) noexcept;

/// Shorthand: the frequency a register word means. Errors as `unpack`.
[[nodiscard]] Expected<Megahertz, PllError> frequency_of(std::uint32_t word,
                                                         PllCoding coding = PllCoding::less_one) noexcept;

}  // namespace adit::driver::bm13xx
