// The scan on 16 lanes with AVX-512F and BW: rotate, three-input logic and broadcast operands make every step of
// FIPS 180-4 one instruction. Compiled with flags of its own; runs only where `CpuFeature::avx512` is usable.
#include <immintrin.h>

#include "driver/sha256/vector_scan.hpp"
#include "driver/sha256/x86/scans.hpp"

namespace adit::driver::sha256 {
namespace {

struct Avx512 {
    using Word = __m512i;
    static constexpr std::uint32_t lanes = 16;
    static constexpr RoundOrder plain_order{true, false}, shared_order{true, false};

    // truth tables of vpternlogd
    static constexpr int xor3_table = 0x96, choose_table = 0xca, majority_table = 0xe8;

    [[gnu::always_inline]] static Word broadcast(const std::uint32_t* word) noexcept {
        return _mm512_set1_epi32(static_cast<int>(*word));
    }
    [[gnu::always_inline]] static Word add(Word x, Word y) noexcept { return _mm512_add_epi32(x, y); }
    template <int n>
    [[gnu::always_inline]] static Word ror(Word x) noexcept {
        return _mm512_ror_epi32(x, n);
    }
    template <int n>
    [[gnu::always_inline]] static Word shr(Word x) noexcept {
        return _mm512_srli_epi32(x, n);
    }
    [[gnu::always_inline]] static Word xor3(Word x, Word y, Word z) noexcept {
        return _mm512_ternarylogic_epi32(x, y, z, xor3_table);
    }
    [[gnu::always_inline]] static Word choose(Word e, Word f, Word g) noexcept {
        return _mm512_ternarylogic_epi32(e, f, g, choose_table);
    }
    [[gnu::always_inline]] static Word majority(Word a, Word b, Word c) noexcept {
        return _mm512_ternarylogic_epi32(a, b, c, majority_table);
    }
    [[gnu::always_inline]] static Word byteswap(Word x) noexcept {
        const __m128i order = _mm_set_epi8(12, 13, 14, 15, 8, 9, 10, 11, 4, 5, 6, 7, 0, 1, 2, 3);
        return _mm512_shuffle_epi8(x, _mm512_broadcast_i32x4(order));
    }
    [[gnu::always_inline]] static Word nonce_words(std::uint32_t first) noexcept {
        const Word lane = _mm512_set_epi32(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
        return byteswap(add(_mm512_set1_epi32(static_cast<int>(first)), lane));
    }
    [[gnu::always_inline]] static std::uint32_t equal(Word x, Word y) noexcept { return _mm512_cmpeq_epi32_mask(x, y); }
    [[gnu::always_inline]] static std::uint32_t byteswapped_at_most(Word x, Word limit) noexcept {
        return _mm512_cmple_epu32_mask(byteswap(x), limit);
    }
};

}  // namespace

Progress scan_avx512(const ScanJob& job, std::uint32_t first, std::uint64_t count, Hit* hits,
                     std::size_t room) noexcept {
    return VectorScan<Avx512>::scan(job, first, count, hits, room);
}

}  // namespace adit::driver::sha256
