// The scan with the SHA instructions. Compiled without AVX, because these instructions have no VEX form and every
// switch between the two costs hundreds of cycles where an AVX unit left upper halves behind. Runs only where
// `CpuFeature::sha_ni` is usable.
#include <immintrin.h>

#include "driver/sha256/unit_scan.hpp"
#include "driver/sha256/x86/scans.hpp"

namespace adit::driver::sha256 {
namespace {

struct ShaNi {
    using Words = __m128i;
    /// {f, e, b, a} and {h, g, d, c}, lane 0 first.
    struct State {
        Words feba, hgdc;
    };

    [[gnu::always_inline]] static Words words(std::uint32_t w0, std::uint32_t w1, std::uint32_t w2,
                                              std::uint32_t w3) noexcept {
        return _mm_set_epi32(static_cast<int>(w3), static_cast<int>(w2), static_cast<int>(w1), static_cast<int>(w0));
    }
    [[gnu::always_inline]] static Words load(const std::uint32_t* four) noexcept {
        return _mm_loadu_si128(reinterpret_cast<const Words*>(four));
    }
    [[gnu::always_inline]] static Words add(Words x, Words y) noexcept { return _mm_add_epi32(x, y); }
    [[gnu::always_inline]] static Words after_first(Words x, Words y) noexcept { return _mm_alignr_epi8(y, x, 4); }
    [[gnu::always_inline]] static Words expand_begin(Words x, Words y) noexcept { return _mm_sha256msg1_epu32(x, y); }
    [[gnu::always_inline]] static Words expand_end(Words half, Words x, Words y) noexcept {
        return _mm_sha256msg2_epu32(add(half, after_first(x, y)), y);
    }

    [[gnu::always_inline]] static Words reversed(Words x) noexcept {
        return _mm_shuffle_epi32(x, _MM_SHUFFLE(0, 1, 2, 3));
    }
    [[gnu::always_inline]] static State state(Words abcd, Words efgh) noexcept {
        const Words dcba = reversed(abcd), hgfe = reversed(efgh);
        return {_mm_unpackhi_epi64(hgfe, dcba), _mm_unpacklo_epi64(hgfe, dcba)};
    }
    [[gnu::always_inline]] static Words abcd(const State& s) noexcept {
        return _mm_unpacklo_epi64(reversed(s.feba), reversed(s.hgdc));
    }
    [[gnu::always_inline]] static Words efgh(const State& s) noexcept {
        return _mm_unpackhi_epi64(reversed(s.feba), reversed(s.hgdc));
    }
    [[gnu::always_inline]] static State add_to_a_and_e(const State& s, Words first) noexcept {
        const Words none_first_none_first = words(0x80808080, 0x03020100, 0x80808080, 0x03020100);
        return {add(s.feba, _mm_shuffle_epi8(first, none_first_none_first)), s.hgdc};
    }
    [[gnu::always_inline]] static std::uint32_t e(const State& s) noexcept {
        return static_cast<std::uint32_t>(_mm_extract_epi32(s.feba, 1));
    }

    /// K + W in lanes 0 and 1. Two rounds on, what was a, b, e, f is c, d, g, h.
    [[gnu::always_inline]] static void two_rounds(State& s, Words kw) noexcept {
        const Words next = _mm_sha256rnds2_epu32(s.hgdc, s.feba, kw);
        s.hgdc = s.feba;
        s.feba = next;
    }
    [[gnu::always_inline]] static void four_rounds(State& s, Words kw) noexcept {
        two_rounds(s, kw);
        two_rounds(s, _mm_shuffle_epi32(kw, _MM_SHUFFLE(3, 2, 3, 2)));
    }
    [[gnu::always_inline]] static void four_rounds_e(State& s, Words kw) noexcept { four_rounds(s, kw); }
};

}  // namespace

/// Two streams with two hashes each. Measured on a Golden Cove class core: one stream is 1 % slower, three gain
/// nothing.
Progress scan_shani(const ScanJob& job, std::uint32_t first, std::uint64_t count, Hit* hits,
                    std::size_t room) noexcept {
    return UnitScan<ShaNi, 0, 1>::scan(job, first, count, hits, room);
}

}  // namespace adit::driver::sha256
