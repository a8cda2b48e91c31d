// Difficulty to target and back. Exact on the way that decides anything: one long division of 0xffff * 2^208.
#include <charconv>
#include <cmath>
#include <limits>

#include "miner/bitcoin/target.hpp"

namespace adit::miner {
namespace {

// Room for 0xffff * 2^208 shifted by up to 84 bits (a 53-bit mantissa at 2^-32).
constexpr std::size_t wide_limbs = 5;
using Wide = std::array<std::uint64_t, wide_limbs>;

constexpr double easiest = 0x1p-32;
constexpr double hardest = 0x1p64;

// 0xffff * 2^(208 + shift), shift -64..84; negative shifts drop no set bit.
Wide difficulty_one(int shift) noexcept {
    Wide number{};
    const auto place = static_cast<unsigned>(208 + shift);
    for (unsigned bit = place; bit < place + 16; ++bit) number[bit / 64] |= std::uint64_t{1} << (bit % 64);
    return number;
}

// Long division bit by bit; the quotient is known to fit 256 bits.
Target256 divide(const Wide& dividend, std::uint64_t divisor) noexcept {
    Target256 quotient;
    std::uint64_t rest = 0;
    for (unsigned bit = 64 * wide_limbs; bit-- > 0;) {
        const bool carry = rest >> 63 != 0;
        rest = rest << 1 | (dividend[bit / 64] >> (bit % 64) & 1);
        if (!carry && rest < divisor) continue;
        rest -= divisor;  // modulo 2^64, right also with the carry
        quotient.limbs[bit / 64] |= std::uint64_t{1} << (bit % 64);
    }
    return quotient;
}

Expected<Difficulty, TargetError> from_double(double value) noexcept {
    if (!(value > 0)) return failure(std::isnan(value) ? TargetError::malformed : TargetError::not_positive);
    if (value < easiest || value > hardest) return failure(TargetError::out_of_range);
    int exponent = 0;
    const double fraction = std::frexp(value, &exponent);  // value = fraction * 2^exponent, fraction in [1/2, 1)
    const auto mantissa = static_cast<std::uint64_t>(std::ldexp(fraction, 53));
    return Difficulty{divide(difficulty_one(53 - exponent), mantissa), value};
}

bool is_digits(std::string_view text) noexcept {
    for (const char c : text)
        if (c < '0' || c > '9') return false;
    return !text.empty();
}

// All digits: exact up to 2^64 - 1. From there on the double decides, and only 2^64 itself is in range.
Expected<Difficulty, TargetError> from_integer(std::string_view digits) noexcept {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (error == std::errc::result_out_of_range) {
        const auto first = digits.find_first_not_of('0');
        if (digits.substr(first) != "18446744073709551616") return failure(TargetError::out_of_range);
        return from_double(hardest);
    }
    if (number == 0) return failure(TargetError::not_positive);
    return Difficulty{divide(difficulty_one(0), number), static_cast<double>(number)};
}

}  // namespace

Expected<Difficulty, TargetError> parse_difficulty(std::string_view text) noexcept {
    if (is_digits(text)) return from_integer(text);
    const bool minus = text.starts_with('-');
    if (!is_digits(text.substr(minus ? 1 : 0, 1))) return failure(TargetError::malformed);  // also inf, nan, .5
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (end != text.data() + text.size()) return failure(TargetError::malformed);
    if (minus) return failure(TargetError::not_positive);
    if (error != std::errc{}) return failure(TargetError::out_of_range);  // 1e400 and 1e-400 alike
    return from_double(value);
}

Expected<Target256, TargetError> target_of(double difficulty) noexcept {
    const auto parsed = from_double(difficulty);
    if (!parsed) return failure(parsed.error());
    return parsed->target;
}

double difficulty_of(const Target256& number) noexcept {
    double value = 0;
    for (std::size_t i = 4; i-- > 0;) value = value * 0x1p64 + static_cast<double>(number.limbs[i]);
    if (value == 0) return std::numeric_limits<double>::infinity();
    return 0xffff * 0x1p208 / value;
}

}  // namespace adit::miner
