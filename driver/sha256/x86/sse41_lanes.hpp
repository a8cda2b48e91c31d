// Four lanes of 32 bits with SSE4.1: the operations of vector_scan.hpp and last_rounds.hpp. For units compiled for this
// instruction set; in an anonymous namespace, so that each has its own.
#pragma once

#include <smmintrin.h>

#include <cstdint>

namespace adit::driver::sha256 {
namespace {

struct Sse41Lanes {
    using Word = __m128i;
    static constexpr std::uint32_t lanes = 4;

    [[gnu::always_inline]] static Word broadcast(const std::uint32_t* word) noexcept {
        return _mm_set1_epi32(static_cast<int>(*word));
    }
    [[gnu::always_inline]] static Word add(Word x, Word y) noexcept { return _mm_add_epi32(x, y); }
    template <int n>
    [[gnu::always_inline]] static Word shr(Word x) noexcept {
        return _mm_srli_epi32(x, n);
    }
    template <int n>
    [[gnu::always_inline]] static Word ror(Word x) noexcept {
        return _mm_xor_si128(_mm_srli_epi32(x, n), _mm_slli_epi32(x, 32 - n));
    }
    [[gnu::always_inline]] static Word xor3(Word x, Word y, Word z) noexcept {
        return _mm_xor_si128(_mm_xor_si128(x, y), z);
    }
    [[gnu::always_inline]] static Word choose(Word e, Word f, Word g) noexcept {
        return _mm_xor_si128(g, _mm_and_si128(e, _mm_xor_si128(f, g)));
    }
    /// b ^ ((a ^ b) & (b ^ c)): the compiler finds b ^ c as the a ^ b of the round before.
    [[gnu::always_inline]] static Word majority(Word a, Word b, Word c) noexcept {
        return _mm_xor_si128(b, _mm_and_si128(_mm_xor_si128(a, b), _mm_xor_si128(b, c)));
    }
    [[gnu::always_inline]] static Word byteswap(Word x) noexcept {
        return _mm_shuffle_epi8(x, _mm_set_epi8(12, 13, 14, 15, 8, 9, 10, 11, 4, 5, 6, 7, 0, 1, 2, 3));
    }
    [[gnu::always_inline]] static Word nonce_words(std::uint32_t first) noexcept {
        return byteswap(add(_mm_set1_epi32(static_cast<int>(first)), _mm_set_epi32(3, 2, 1, 0)));
    }
    [[gnu::always_inline]] static std::uint32_t equal(Word x, Word y) noexcept {
        return static_cast<std::uint32_t>(_mm_movemask_ps(_mm_castsi128_ps(_mm_cmpeq_epi32(x, y))));
    }
    [[gnu::always_inline]] static std::uint32_t byteswapped_at_most(Word x, Word limit) noexcept {
        const Word m = byteswap(x);
        return equal(_mm_min_epu32(m, limit), m);  // there is no unsigned comparison
    }

    /// Word i of four registers, from each in its lane, to rows[i].
    [[gnu::always_inline]] static void transpose(const Word (&registers)[4], Word (&rows)[4]) noexcept {
        const Word low01 = _mm_unpacklo_epi32(registers[0], registers[1]);
        const Word low23 = _mm_unpacklo_epi32(registers[2], registers[3]);
        const Word high01 = _mm_unpackhi_epi32(registers[0], registers[1]);
        const Word high23 = _mm_unpackhi_epi32(registers[2], registers[3]);
        rows[0] = _mm_unpacklo_epi64(low01, low23), rows[1] = _mm_unpackhi_epi64(low01, low23);
        rows[2] = _mm_unpacklo_epi64(high01, high23), rows[3] = _mm_unpackhi_epi64(high01, high23);
    }
};

}  // namespace
}  // namespace adit::driver::sha256
