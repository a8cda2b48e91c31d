// FIPS 180-4, word for word. The round constants are computed (fractional parts of cube roots of primes) rather than
// copied, so that a mistyped constant in the product cannot hide here.
#include "tests/unit/sha256/textbook.hpp"

namespace adit::test {
namespace {

using Word = std::uint32_t;
__extension__ using Wide = unsigned __int128;

bool is_prime(unsigned n) {
    for (unsigned d = 2; d * d <= n; ++d)
        if (n % d == 0) return false;
    return n > 1;
}

/// floor(cbrt(n) * 2^32) modulo 2^32, by bisection.
Word cube_root_fraction(unsigned n) {
    const Wide wanted = static_cast<Wide>(n) << 96;
    std::uint64_t low = 0, high = std::uint64_t{1} << 36;
    while (high - low > 1) {
        const std::uint64_t middle = low + (high - low) / 2;
        (static_cast<Wide>(middle) * middle * middle <= wanted ? low : high) = middle;
    }
    return static_cast<Word>(low);
}

std::array<Word, 64> round_constants() {
    std::array<Word, 64> constants{};
    unsigned prime = 1;
    for (Word& constant : constants) {
        do ++prime;
        while (!is_prime(prime));
        constant = cube_root_fraction(prime);
    }
    return constants;
}

Word rotate(Word x, int n) { return (x >> n) | (x << (32 - n)); }

void add_block(std::array<Word, 8>& hash, const std::byte* block) {
    static const std::array<Word, 64> constants = round_constants();
    std::array<Word, 64> w{};
    for (std::size_t t = 0; t < 64; ++t) {
        if (t < 16) {
            for (std::size_t i = 0; i < 4; ++i) w[t] = w[t] << 8 | std::to_integer<Word>(block[4 * t + i]);
            continue;
        }
        const Word s0 = rotate(w[t - 15], 7) ^ rotate(w[t - 15], 18) ^ (w[t - 15] >> 3);
        const Word s1 = rotate(w[t - 2], 17) ^ rotate(w[t - 2], 19) ^ (w[t - 2] >> 10);
        w[t] = s1 + w[t - 7] + s0 + w[t - 16];
    }
    auto [a, b, c, d, e, f, g, h] = hash;
    for (std::size_t t = 0; t < 64; ++t) {
        const Word t1 = h + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) + ((e & f) ^ (~e & g)) + constants[t] + w[t];
        const Word t2 = (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
        h = g, g = f, f = e, e = d + t1, d = c, c = b, b = a, a = t1 + t2;
    }
    const std::array<Word, 8> more{a, b, c, d, e, f, g, h};
    for (std::size_t i = 0; i < 8; ++i) hash[i] += more[i];
}

}  // namespace

std::array<std::byte, 32> textbook_sha256(std::span<const std::byte> message) {
    std::vector<std::byte> padded{message.begin(), message.end()};
    padded.push_back(std::byte{0x80});
    while (padded.size() % 64 != 56) padded.push_back(std::byte{0});
    for (int i = 7; i >= 0; --i) padded.push_back(static_cast<std::byte>((message.size() * 8) >> (8 * i)));
    std::array<Word, 8> hash{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                             0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
    for (std::size_t at = 0; at < padded.size(); at += 64) add_block(hash, &padded[at]);
    std::array<std::byte, 32> digest{};
    for (std::size_t i = 0; i < 32; ++i) digest[i] = static_cast<std::byte>(hash[i / 4] >> (24 - 8 * (i % 4)));
    return digest;
}

}  // namespace adit::test
