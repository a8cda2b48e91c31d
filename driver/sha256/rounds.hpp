// The round function and message schedule of SHA-256 (FIPS 180-4 sections 4.1.2, 4.2.2, 6.2.2), shared by the
// reference and the portable scan. Not for use outside this folder.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

#include "driver/sha256/round_constants.hpp"
#include "driver/sha256/sha256.hpp"

namespace adit::driver::sha256::detail {

using Word = std::uint32_t;

constexpr Word big_sigma0(Word x) noexcept { return std::rotr(x, 2) ^ std::rotr(x, 13) ^ std::rotr(x, 22); }
constexpr Word big_sigma1(Word x) noexcept { return std::rotr(x, 6) ^ std::rotr(x, 11) ^ std::rotr(x, 25); }
constexpr Word small_sigma0(Word x) noexcept { return std::rotr(x, 7) ^ std::rotr(x, 18) ^ (x >> 3); }
constexpr Word small_sigma1(Word x) noexcept { return std::rotr(x, 17) ^ std::rotr(x, 19) ^ (x >> 10); }
constexpr Word choose(Word e, Word f, Word g) noexcept { return g ^ (e & (f ^ g)); }
constexpr Word majority(Word a, Word b, Word c) noexcept { return (a & b) | (c & (a | b)); }

/// One round without moving eight variables: the new `a` lands in `h`, the new `e` in `d`. The next round is called
/// with every argument one place further. `kw` is K + W.
constexpr void round(Word a, Word b, Word c, Word& d, Word e, Word f, Word g, Word& h, Word kw) noexcept {
    const Word t = h + big_sigma1(e) + choose(e, f, g) + kw;
    d += t;
    h = t + big_sigma0(a) + majority(a, b, c);
}

/// Eight rounds, after which a..h are back in their places. `kw`: K + W of these rounds.
constexpr void eight_rounds(State& s, const Word* kw) noexcept {
    round(s[0], s[1], s[2], s[3], s[4], s[5], s[6], s[7], kw[0]);
    round(s[7], s[0], s[1], s[2], s[3], s[4], s[5], s[6], kw[1]);
    round(s[6], s[7], s[0], s[1], s[2], s[3], s[4], s[5], kw[2]);
    round(s[5], s[6], s[7], s[0], s[1], s[2], s[3], s[4], kw[3]);
    round(s[4], s[5], s[6], s[7], s[0], s[1], s[2], s[3], kw[4]);
    round(s[3], s[4], s[5], s[6], s[7], s[0], s[1], s[2], kw[5]);
    round(s[2], s[3], s[4], s[5], s[6], s[7], s[0], s[1], kw[6]);
    round(s[1], s[2], s[3], s[4], s[5], s[6], s[7], s[0], kw[7]);
}

/// Fills words 16..`last` of a message schedule whose first sixteen are set.
constexpr void expand(std::array<Word, 64>& w, std::size_t last = 63) noexcept {
    for (std::size_t t = 16; t <= last; ++t)
        w[t] = small_sigma1(w[t - 2]) + w[t - 7] + small_sigma0(w[t - 15]) + w[t - 16];
}

/// A big-endian word of a message.
[[nodiscard]] constexpr Word load_be(std::span<const std::byte, 4> bytes) noexcept {
    return std::to_integer<Word>(bytes[0]) << 24 | std::to_integer<Word>(bytes[1]) << 16 |
           std::to_integer<Word>(bytes[2]) << 8 | std::to_integer<Word>(bytes[3]);
}

/// Reverses the bytes of a word (std::byteswap is C++23).
[[nodiscard]] constexpr Word byteswap(Word x) noexcept {
    return (x << 24) | ((x & 0xff00u) << 8) | ((x >> 8) & 0xff00u) | (x >> 24);
}

}  // namespace adit::driver::sha256::detail
