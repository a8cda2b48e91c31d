// The round function and message schedule of SHA-256 (FIPS 180-4 sections 4.1.2, 4.2.2, 6.2.2), shared by the
// reference and the portable scan. Not for use outside this folder.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "driver/sha256/round_constants.hpp"
#include "driver/sha256/sha256.hpp"

namespace adit::driver::sha256::detail {

using Word = std::uint32_t;

// `W`: a word, or a vector of words of several messages.
template <class W>
constexpr W rotate_right(W x, int n) noexcept {
    return (x >> n) | (x << (32 - n));
}
template <class W>
constexpr W big_sigma0(W x) noexcept {
    return rotate_right(x, 2) ^ rotate_right(x, 13) ^ rotate_right(x, 22);
}
template <class W>
constexpr W big_sigma1(W x) noexcept {
    return rotate_right(x, 6) ^ rotate_right(x, 11) ^ rotate_right(x, 25);
}
template <class W>
constexpr W small_sigma0(W x) noexcept {
    return rotate_right(x, 7) ^ rotate_right(x, 18) ^ (x >> 3);
}
template <class W>
constexpr W small_sigma1(W x) noexcept {
    return rotate_right(x, 17) ^ rotate_right(x, 19) ^ (x >> 10);
}
template <class W>
constexpr W choose(W e, W f, W g) noexcept {
    return g ^ (e & (f ^ g));
}
template <class W>
constexpr W majority(W a, W b, W c) noexcept {
    return (a & b) | (c & (a | b));
}

/// One round without moving eight variables: the new `a` lands in `h`, the new `e` in `d`. The next round is called
/// with every argument one place further. `kw` is K + W.
template <class W>
constexpr void round(W a, W b, W c, W& d, W e, W f, W g, W& h, W kw) noexcept {
    const W t = h + big_sigma1(e) + choose(e, f, g) + kw;
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
template <class W>
constexpr void expand(std::array<W, 64>& w, std::size_t last = 63) noexcept {
    for (std::size_t t = 16; t <= last; ++t)
        w[t] = small_sigma1(w[t - 2]) + w[t - 7] + small_sigma0(w[t - 15]) + w[t - 16];
}

/// The state after one more block, whose expanded schedule is `w`.
template <class W>
constexpr std::array<W, 8> after_block(const std::array<W, 8>& state, const std::array<W, 64>& w) noexcept {
    auto [a, b, c, d, e, f, g, h] = state;
    for (std::size_t t = 0; t < 64; t += 8) {
        round<W>(a, b, c, d, e, f, g, h, w[t] + k[t]);
        round<W>(h, a, b, c, d, e, f, g, w[t + 1] + k[t + 1]);
        round<W>(g, h, a, b, c, d, e, f, w[t + 2] + k[t + 2]);
        round<W>(f, g, h, a, b, c, d, e, w[t + 3] + k[t + 3]);
        round<W>(e, f, g, h, a, b, c, d, w[t + 4] + k[t + 4]);
        round<W>(d, e, f, g, h, a, b, c, w[t + 5] + k[t + 5]);
        round<W>(c, d, e, f, g, h, a, b, w[t + 6] + k[t + 6]);
        round<W>(b, c, d, e, f, g, h, a, w[t + 7] + k[t + 7]);
    }
    return {state[0] + a, state[1] + b, state[2] + c, state[3] + d,
            state[4] + e, state[5] + f, state[6] + g, state[7] + h};
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
