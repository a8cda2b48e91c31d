// The scan on 4 lanes with Advanced SIMD. There is no rotate: a shift left and a shift right that inserts make one.
#include <arm_neon.h>

#include "driver/sha256/aarch64/scans.hpp"
#include "driver/sha256/vector_scan.hpp"

namespace adit::driver::sha256 {
namespace {

struct Neon {
    using Word = uint32x4_t;
    static constexpr std::uint32_t lanes = 4;
    // not measured on ARM hardware yet
    static constexpr RoundOrder plain_order{false, false}, shared_order{false, false};

    [[gnu::always_inline]] static Word broadcast(const std::uint32_t* word) noexcept { return vld1q_dup_u32(word); }
    [[gnu::always_inline]] static Word add(Word x, Word y) noexcept { return vaddq_u32(x, y); }
    template <int n>
    [[gnu::always_inline]] static Word ror(Word x) noexcept {
        return vsriq_n_u32(vshlq_n_u32(x, 32 - n), x, n);
    }
    template <int n>
    [[gnu::always_inline]] static Word shr(Word x) noexcept {
        return vshrq_n_u32(x, n);
    }
    [[gnu::always_inline]] static Word xor3(Word x, Word y, Word z) noexcept { return veorq_u32(veorq_u32(x, y), z); }
    [[gnu::always_inline]] static Word choose(Word e, Word f, Word g) noexcept { return vbslq_u32(e, f, g); }
    /// Where a and b differ c decides, elsewhere they do.
    [[gnu::always_inline]] static Word majority(Word a, Word b, Word c) noexcept {
        return vbslq_u32(veorq_u32(a, b), c, b);
    }
    [[gnu::always_inline]] static Word byteswap(Word x) noexcept {
        return vreinterpretq_u32_u8(vrev32q_u8(vreinterpretq_u8_u32(x)));
    }
    [[gnu::always_inline]] static Word nonce_words(std::uint32_t first) noexcept {
        const Word lane{0, 1, 2, 3};
        return byteswap(add(vdupq_n_u32(first), lane));
    }
    /// One bit for each lane of ones.
    [[gnu::always_inline]] static std::uint32_t lane_bits(Word mask) noexcept {
        const Word bits{1, 2, 4, 8};
        return vaddvq_u32(vandq_u32(mask, bits));
    }
    [[gnu::always_inline]] static std::uint32_t equal(Word x, Word y) noexcept { return lane_bits(vceqq_u32(x, y)); }
    [[gnu::always_inline]] static std::uint32_t byteswapped_at_most(Word x, Word limit) noexcept {
        return lane_bits(vcleq_u32(byteswap(x), limit));
    }
};

}  // namespace

Progress scan_neon(const ScanJob& job, std::uint32_t first, std::uint64_t count, Hit* hits, std::size_t room) noexcept {
    return VectorScan<Neon>::scan(job, first, count, hits, room);
}

}  // namespace adit::driver::sha256
