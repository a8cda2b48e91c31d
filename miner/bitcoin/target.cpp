// 256-bit numbers: readings of hashes, compact bits, powers of two.
#include "miner/bitcoin/target.hpp"

#include <bit>

namespace adit::miner {
namespace {

// value * 256^bytes; the caller made sure nothing falls off the top.
Target256 shifted_by_bytes(std::uint32_t value, unsigned bytes) noexcept {
    Target256 result;
    for (unsigned i = 0; i < 4; ++i) {
        const std::uint64_t byte = value >> (8 * i) & 0xff;
        const unsigned place = bytes + i;
        if (byte != 0) result.limbs[place / 8] |= byte << (8 * (place % 8));
    }
    return result;
}

}  // namespace

Target256 as_number(const Hash256& hash) noexcept {
    Target256 number;
    for (std::size_t i = 0; i < hash.size(); ++i)
        number.limbs[i / 8] |= std::to_integer<std::uint64_t>(hash[i]) << (8 * (i % 8));
    return number;
}

bool meets(const Hash256& hash, const Target256& target) noexcept { return as_number(hash) <= target; }

std::string to_hex(const Target256& target) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text(64, '0');
    for (std::size_t i = 0; i < 64; ++i) text[63 - i] = digits[target.limbs[i / 16] >> (4 * (i % 16)) & 0xf];
    return text;
}

Expected<Target256, TargetError> from_compact(std::uint32_t nbits) noexcept {
    const std::uint32_t size = nbits >> 24;  // of the number, in bytes; three of them are given
    std::uint32_t word = nbits & 0x007fffff;
    if ((nbits & 0x00800000) != 0) return failure(TargetError::negative);
    if (size < 3) word >>= 8 * (3 - size);
    if (word == 0) return failure(TargetError::zero);
    if (size > 34 || (word > 0xff && size > 33) || (word > 0xffff && size > 32)) return failure(TargetError::overflow);
    return shifted_by_bytes(word, size < 3 ? 0 : size - 3);
}

int floor_log2_work(const Target256& target) noexcept {
    // 2^256 / (target + 1) >= 2^n exactly when target has at most 256 - n significant bits.
    for (std::size_t i = 4; i-- > 0;)
        if (target.limbs[i] != 0) return static_cast<int>(64 * (3 - i)) + std::countl_zero(target.limbs[i]);
    return 256;
}

Target256 target_of_zero_bits(int zero_bits) noexcept {
    Target256 target;
    for (std::size_t i = 0; i < 4; ++i) {
        const int above = zero_bits - static_cast<int>(64 * (3 - i));  // zero bits wanted within this limb
        if (above <= 0)
            target.limbs[i] = ~std::uint64_t{0};
        else if (above < 64)
            target.limbs[i] = ~std::uint64_t{0} >> above;
    }
    return target;
}

}  // namespace adit::miner
