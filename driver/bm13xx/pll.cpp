// Search, packing and unpacking of hash clock settings.
#include "driver/bm13xx/pll.hpp"

#include <cmath>
#include <optional>

namespace adit::driver::bm13xx {
namespace {

constexpr double same_frequency = 1e-9;  // MHz; errors closer than this are equal
constexpr double farthest_below = 6.25;  // MHz; the coarsest step of the divider: reference 2, post 2 and 1
constexpr double farthest_above = farthest_below / 2;
constexpr double fastest_wanted = 10'000;  // MHz; far beyond any setting, keeps the arithmetic in range

constexpr std::uint32_t locked_bit = 0x80000000, enable_bit = 0x40000000, high_vco_bit = 0x10000000;
constexpr std::uint32_t divider_bits = 0x0fff3f77;
constexpr double high_vco_from = 2400;  // MHz
constexpr Megahertz two_from{400};      // BM1387: cgminer's rule

/// The setting with these dividers that comes nearest to `wanted` without passing `ceiling`.
std::optional<Pll> with_dividers(Megahertz wanted, PllRange range, Megahertz ceiling, Pll dividers) noexcept {
    const int divisor = dividers.reference * dividers.post1 * dividers.post2;
    long feedback = std::lround(wanted.value / crystal.value * divisor);
    if (crystal.value * static_cast<double>(feedback) / divisor > ceiling.value + same_frequency) --feedback;
    if (feedback < range.feedback_min || feedback > range.feedback_max) return std::nullopt;
    dividers.feedback = static_cast<std::uint16_t>(feedback);
    if (dividers.output().value > ceiling.value + same_frequency) return std::nullopt;
    return dividers;
}

bool is_better(const Pll& a, const Pll& b, Megahertz wanted) noexcept {
    const double error_a = std::abs(a.output().value - wanted.value);
    const double error_b = std::abs(b.output().value - wanted.value);
    if (std::abs(error_a - error_b) > same_frequency) return error_a < error_b;
    if (std::abs(a.vco().value - b.vco().value) > same_frequency) return a.vco() < b.vco();
    return a.post1 * a.post2 < b.post1 * b.post2;
}

bool may_divide(const Pll& dividers, PllRange range, Megahertz wanted) noexcept {
    if (range.dividers == PllDividers::any) return true;
    const int post1 = wanted < two_from ? 4 : 2;
    return dividers.reference == 2 && dividers.post1 == post1 && dividers.post2 == 1;
}

bool is_high_vco(const Pll& pll) noexcept { return pll.vco().value >= high_vco_from; }

std::uint32_t flags_of(const Pll& pll, PllCoding coding) noexcept {
    switch (coding) {
        case PllCoding::less_one:
            return enable_bit | (is_high_vco(pll) ? high_vco_bit : 0u);
        case PllCoding::raw:
            return enable_bit;
        case PllCoding::raw_no_flag:
            break;
    }
    return 0;
}

}  // namespace

Expected<Pll, PllError> nearest_pll(Megahertz wanted, PllRange range, Megahertz ceiling) noexcept {
    if (!(wanted.value > 0 && wanted.value < fastest_wanted)) return failure(PllError::unreachable);
    std::optional<Pll> best;
    for (std::uint8_t reference = 2; reference >= 1; --reference)
        for (std::uint8_t post1 = 7; post1 > 1; --post1)
            for (std::uint8_t post2 = static_cast<std::uint8_t>(post1 - 1); post2 >= 1; --post2) {
                const Pll dividers{0, reference, post1, post2};
                if (!may_divide(dividers, range, wanted)) continue;
                const auto candidate = with_dividers(wanted, range, ceiling, dividers);
                if (candidate && (!best || is_better(*candidate, *best, wanted))) best = candidate;
            }
    if (!best) return failure(PllError::unreachable);
    const double above = best->output().value - wanted.value;
    if (above > farthest_above || above < -farthest_below) return failure(PllError::unreachable);
    return *best;
}

std::uint32_t pack(const Pll& pll, PllCoding coding) noexcept {
    const auto less = static_cast<std::uint8_t>(coding == PllCoding::less_one ? 1 : 0);
    return flags_of(pll, coding) | std::uint32_t{pll.feedback} << 16 | std::uint32_t{pll.reference} << 8 |
           static_cast<std::uint32_t>(pll.post1 - less) << 4 | static_cast<std::uint32_t>(pll.post2 - less);
}

Expected<Pll, PllError> unpack(std::uint32_t word, PllCoding coding) noexcept {
    const std::uint32_t less = coding == PllCoding::less_one ? 1 : 0;
    const Pll pll{static_cast<std::uint16_t>((word >> 16) & 0xfff), static_cast<std::uint8_t>((word >> 8) & 0x3f),
                  static_cast<std::uint8_t>(((word >> 4) & 7) + less), static_cast<std::uint8_t>((word & 7) + less)};
    const bool has_odd_bits = (word & ~(locked_bit | enable_bit | high_vco_bit | divider_bits)) != 0;
    const bool divides_by_zero = pll.reference == 0 || pll.post1 == 0 || pll.post2 == 0;
    if (has_odd_bits || pll.feedback == 0 || divides_by_zero) return failure(PllError::malformed);
    if (pack(pll, coding) != (word & ~locked_bit)) return failure(PllError::malformed);
    return pll;
}

Expected<Megahertz, PllError> frequency_of(std::uint32_t word, PllCoding coding) noexcept {
    const auto pll = unpack(word, coding);
    if (!pll) return failure(pll.error());
    return pll->output();
}

}  // namespace adit::driver::bm13xx
