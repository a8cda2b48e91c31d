// Difficulty texts and compact bits against slow, obvious arithmetic: target * d <= 0xffff * 2^208 < (target + 1) * d.
// links: bitcoin
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "miner/bitcoin/target.hpp"

namespace {

using namespace adit::miner;

void require(bool truth) {
    if (!truth) std::abort();
}

// 512-bit numbers as bits, least significant first.
using Bits = std::array<bool, 512>;

Bits bits_of(const Target256& number) {
    Bits bits{};
    for (std::size_t i = 0; i < 256; ++i) bits[i] = (number.limbs[i / 64] >> (i % 64) & 1) != 0;
    return bits;
}

Bits sum(const Bits& a, const Bits& b) {
    Bits result{};
    int carry = 0;
    for (std::size_t i = 0; i < result.size(); ++i) {
        const int digit = int{a[i]} + int{b[i]} + carry;
        result[i] = digit % 2 != 0;
        carry = digit / 2;
    }
    require(carry == 0);
    return result;
}

Bits shifted(const Bits& number, std::size_t by) {
    Bits result{};
    for (std::size_t i = by; i < result.size(); ++i) result[i] = number[i - by];
    return result;
}

Bits product(const Bits& number, std::uint64_t factor) {
    Bits result{};
    for (std::size_t i = 0; i < 64; ++i)
        if ((factor >> i & 1) != 0) result = sum(result, shifted(number, i));
    return result;
}

bool at_most(const Bits& a, const Bits& b) {
    for (std::size_t i = a.size(); i-- > 0;)
        if (a[i] != b[i]) return b[i];
    return true;
}

// target = floor(0xffff * 2^(208 + k) / m)
void check_quotient(const Target256& target, std::uint64_t m, std::size_t k) {
    Bits one{};
    one[0] = true;
    Bits numerator{};
    for (std::size_t i = 0; i < 16; ++i) numerator[208 + k + i] = true;
    require(at_most(product(bits_of(target), m), numerator));
    require(!at_most(product(sum(bits_of(target), one), m), numerator));
}

void check_difficulty(std::string_view text) {
    const auto parsed = parse_difficulty(text);
    if (!parsed) return;
    require(parsed->value >= 0x1p-32 && parsed->value <= 0x1p64);
    require(std::abs(difficulty_of(parsed->target) / parsed->value - 1) < 1e-9);
    if (text.find_first_not_of("0123456789") == text.npos) {
        const unsigned long long exact = std::strtoull(std::string{text}.c_str(), nullptr, 10);
        if (parsed->value < 0x1p64) check_quotient(parsed->target, exact, 0);
        return;
    }
    require(parsed->value == std::strtod(std::string{text}.c_str(), nullptr));
    double mantissa = parsed->value;
    std::size_t k = 0;
    for (; k < 100 && std::floor(mantissa) != mantissa; ++k) mantissa *= 2;
    if (mantissa < 0x1p64) check_quotient(parsed->target, static_cast<std::uint64_t>(mantissa), k);
}

void check_compact(std::uint32_t nbits) {
    const auto target = from_compact(nbits);
    if ((nbits & 0x00800000) != 0) return require(!target && target.error() == TargetError::negative);
    const int exponent = 8 * (static_cast<int>(nbits >> 24) - 3);
    const double value = std::floor(std::ldexp(static_cast<double>(nbits & 0x007fffff), exponent));
    require(target.has_value() == (value >= 1 && value < 0x1p256));
    if (!target) return;
    double read = 0;
    for (std::size_t i = 4; i-- > 0;) read = read * 0x1p64 + static_cast<double>(target->limbs[i]);
    require(read == value);
    const int zeros = floor_log2_work(*target);
    require(*target <= target_of_zero_bits(zeros) && *target > target_of_zero_bits(zeros + 1));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    check_difficulty({reinterpret_cast<const char*>(data), size});
    if (size < 4) return 0;
    std::uint32_t nbits = 0;
    for (std::size_t i = 0; i < 4; ++i) nbits = nbits << 8 | data[i];
    check_compact(nbits);
    return 0;
}
