// The scan on 8 lanes with AVX2. A rotate is two shifts and a logical operation, choose and majority take three.
// Compiled with flags of its own; runs only where `CpuFeature::avx2` is usable.
#include <immintrin.h>

#include "driver/sha256/vector_scan.hpp"
#include "driver/sha256/x86/scans.hpp"

namespace adit::driver::sha256 {
namespace {

struct Avx2 {
    using Word = __m256i;
    static constexpr std::uint32_t lanes = 8;
    static constexpr RoundOrder plain_order{false, false}, shared_order{false, false};

    [[gnu::always_inline]] static Word broadcast(const std::uint32_t* word) noexcept {
        return _mm256_set1_epi32(static_cast<int>(*word));
    }
    [[gnu::always_inline]] static Word add(Word x, Word y) noexcept { return _mm256_add_epi32(x, y); }
    template <int n>
    [[gnu::always_inline]] static Word shr(Word x) noexcept {
        return _mm256_srli_epi32(x, n);
    }
    template <int n>
    [[gnu::always_inline]] static Word ror(Word x) noexcept {
        return _mm256_xor_si256(_mm256_srli_epi32(x, n), _mm256_slli_epi32(x, 32 - n));
    }
    [[gnu::always_inline]] static Word xor3(Word x, Word y, Word z) noexcept {
        return _mm256_xor_si256(_mm256_xor_si256(x, y), z);
    }
    [[gnu::always_inline]] static Word choose(Word e, Word f, Word g) noexcept {
        return _mm256_xor_si256(g, _mm256_and_si256(e, _mm256_xor_si256(f, g)));
    }
    /// b ^ ((a ^ b) & (b ^ c)): the compiler finds b ^ c as the a ^ b of the round before.
    [[gnu::always_inline]] static Word majority(Word a, Word b, Word c) noexcept {
        return _mm256_xor_si256(b, _mm256_and_si256(_mm256_xor_si256(a, b), _mm256_xor_si256(b, c)));
    }
    [[gnu::always_inline]] static Word byteswap(Word x) noexcept {
        const __m128i order = _mm_set_epi8(12, 13, 14, 15, 8, 9, 10, 11, 4, 5, 6, 7, 0, 1, 2, 3);
        return _mm256_shuffle_epi8(x, _mm256_broadcastsi128_si256(order));
    }
    [[gnu::always_inline]] static Word nonce_words(std::uint32_t first) noexcept {
        return byteswap(add(_mm256_set1_epi32(static_cast<int>(first)), _mm256_set_epi32(7, 6, 5, 4, 3, 2, 1, 0)));
    }
    [[gnu::always_inline]] static std::uint32_t equal(Word x, Word y) noexcept {
        return static_cast<std::uint32_t>(_mm256_movemask_ps(_mm256_castsi256_ps(_mm256_cmpeq_epi32(x, y))));
    }
    [[gnu::always_inline]] static std::uint32_t byteswapped_at_most(Word x, Word limit) noexcept {
        const Word m = byteswap(x);
        return equal(_mm256_min_epu32(m, limit), m);  // there is no unsigned comparison
    }
};

}  // namespace

Progress scan_avx2(const ScanJob& job, std::uint32_t first, std::uint64_t count, Hit* hits, std::size_t room) noexcept {
    return VectorScan<Avx2>::scan(job, first, count, hits, room);
}

}  // namespace adit::driver::sha256
