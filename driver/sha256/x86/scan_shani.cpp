// The scan with the SHA instructions. Compiled without AVX, because these instructions have no VEX form and every
// switch between the two costs hundreds of cycles where an AVX unit left upper halves behind. Runs only where
// `CpuFeature::sha_ni` is usable.
#include <immintrin.h>

#include "driver/sha256/unit_scan.hpp"
#include "driver/sha256/x86/last_rounds.hpp"
#include "driver/sha256/x86/scans.hpp"
#include "driver/sha256/x86/sse41_lanes.hpp"

namespace adit::driver::sha256 {
namespace {

struct ShaNi {
    static constexpr std::uint32_t streams = 2;
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

    /// Rounds 49..60 leave the unit: an even pass and the odd one after it fill the lanes, the next even and odd pass
    /// do the rounds, each half of them, beside their own.
    class Ending {
    public:
        static constexpr int first_step = 12, age = 4;

        template <int step>
        [[gnu::always_inline]] void advance(std::uint64_t pass) noexcept {
            constexpr int steps_of_a_pass = 15;
            if (is_even(pass))
                rounds_.advance<step>();
            else
                rounds_.advance<steps_of_a_pass + step>();
        }
        [[gnu::always_inline]] void take(std::uint64_t pass, std::uint32_t stream, const State& s,
                                         const Words (&kw)[LastRounds<Sse41Lanes>::kw_groups]) noexcept {
            rounds_.put((is_even(pass) ? 0 : streams) + stream, s.feba, s.hgdc, kw);
        }
        [[gnu::always_inline]] std::uint32_t candidates(std::uint64_t pass,
                                                        const std::uint32_t& top_limit) const noexcept {
            if (is_even(pass)) return 0;
            return Sse41Lanes::byteswapped_at_most(add(rounds_.e60(), Sse41Lanes::broadcast(&detail::iv[7])),
                                                   Sse41Lanes::broadcast(&top_limit));
        }
        static constexpr std::uint64_t untested(std::uint64_t pass) noexcept { return is_even(pass) ? 3 : 4; }

    private:
        static constexpr bool is_even(std::uint64_t pass) noexcept { return pass % 2 == 0; }

        LastRounds<Sse41Lanes> rounds_;
        static_assert(LastRounds<Sse41Lanes>::lanes == 2 * streams);
        static_assert(LastRounds<Sse41Lanes>::pieces <= 2 * 15);
    };
};

}  // namespace

/// Two streams with two hashes each. Measured on a Golden Cove class core with all rounds in the unit: one stream is 1
/// % slower, three gain nothing.
Progress scan_shani(const ScanJob& job, std::uint32_t first, std::uint64_t count, Hit* hits,
                    std::size_t room) noexcept {
    return UnitScan<ShaNi, 0, 1>::scan(job, first, count, hits, room);
}

}  // namespace adit::driver::sha256
