// The scan with the SHA instructions: one nonce per stream, four words of FIPS 180-4 per register. Compiled without
// AVX, because these instructions have no VEX form and every switch between the two costs hundreds of cycles where an
// AVX unit left upper halves behind. Runs only where `CpuFeature::sha_ni` is usable.
//
// A unit does one sha256rnds2 (two rounds) in three cycles; everything else has to fit beside it, and more than one
// stream has to be under way, because the next two rounds of the same stream wait for the last two.
#include <immintrin.h>

#include "driver/sha256/round_constants.hpp"
#include "driver/sha256/scan_job.hpp"
#include "driver/sha256/x86/scans.hpp"

namespace adit::driver::sha256 {
namespace {

using detail::digest_bits;
using detail::header_bits;
using detail::iv;
using detail::k;
using detail::padding;

using Words = __m128i;  ///< four words, written {lane 0, 1, 2, 3}: lane 0 holds the lowest t

constexpr std::uint32_t rotated(std::uint32_t x, int n) noexcept { return x >> n | x << (32 - n); }
constexpr std::uint32_t sigma0(std::uint32_t x) noexcept { return rotated(x, 7) ^ rotated(x, 18) ^ x >> 3; }

[[gnu::always_inline]] inline Words words(std::uint32_t w0, std::uint32_t w1, std::uint32_t w2,
                                          std::uint32_t w3) noexcept {
    return _mm_set_epi32(static_cast<int>(w3), static_cast<int>(w2), static_cast<int>(w1), static_cast<int>(w0));
}
[[gnu::always_inline]] inline Words load(const std::uint32_t* four) noexcept {
    return _mm_loadu_si128(reinterpret_cast<const Words*>(four));
}
[[gnu::always_inline]] inline Words load_two(const std::uint32_t* two) noexcept {
    return _mm_loadl_epi64(reinterpret_cast<const Words*>(two));
}
[[gnu::always_inline]] inline Words add(Words x, Words y) noexcept { return _mm_add_epi32(x, y); }
[[gnu::always_inline]] inline Words upper(Words x) noexcept { return _mm_shuffle_epi32(x, _MM_SHUFFLE(3, 2, 3, 2)); }
[[gnu::always_inline]] inline Words reversed(Words x) noexcept { return _mm_shuffle_epi32(x, _MM_SHUFFLE(0, 1, 2, 3)); }
/// {x1, x2, x3, y0}: the four words after the first of `x`.
[[gnu::always_inline]] inline Words after_first(Words x, Words y) noexcept { return _mm_alignr_epi8(y, x, 4); }

template <int t>
[[gnu::always_inline]] inline Words k_from() noexcept {
    return words(k[t], k[t + 1], k[t + 2], k[t + 3]);
}

/// a..h as the instructions want them: {f, e, b, a} and {h, g, d, c}.
struct State {
    Words abef, cdgh;
};

/// `kw`: K + W in lanes 0 and 1. Two rounds on, yesterday's a, b, e, f are c, d, g, h.
[[gnu::always_inline]] inline void two_rounds(State& s, Words kw) noexcept {
    const Words next = _mm_sha256rnds2_epu32(s.cdgh, s.abef, kw);
    s.cdgh = s.abef;
    s.abef = next;
}
[[gnu::always_inline]] inline void four_rounds(State& s, Words kw) noexcept {
    two_rounds(s, kw);
    two_rounds(s, upper(kw));
}

/// The last sixteen words of a schedule; the group that begins with W[t] or, in the second hash, W[t + 1] is number t
/// / 4.
struct Window {
    Words group[4];
};
template <int t>
[[gnu::always_inline]] inline Words& at(Window& w) noexcept {
    return w.group[t / 4 % 4];
}

/// W[t - 16] + s0(W[t - 15]) of four words.
template <int t>
[[gnu::always_inline]] inline Words first_half(Window& w) noexcept {
    return _mm_sha256msg1_epu32(at<t - 16>(w), at<t - 12>(w));
}
/// `half` + W[t - 7] + s1(W[t - 2]).
template <int t>
[[gnu::always_inline]] inline Words second_half(Window& w, Words half) noexcept {
    return _mm_sha256msg2_epu32(add(half, after_first(at<t - 8>(w), at<t - 4>(w))), at<t - 4>(w));
}
template <int t>
[[gnu::always_inline]] inline void expand_full(Window& w) noexcept {
    at<t>(w) = second_half<t>(w, first_half<t>(w));
}

// ---- First hash -------------------------------------------------------------------------------------------------
/// What a job gives to the schedule, four words at a time.
struct Tail {
    Words w16_to_19;  ///< but for the nonce
    Words w20_to_23;  ///< but for s1: W4..W7, the length at its place and W16
    Words w28_to_31;  ///< s0(W15) and what W15 and W16 give to W31
};
inline Tail tail_of(const ScanJob& job) noexcept {
    return {words(job.w16, job.w17, job.c18, job.c19), words(padding, 0, header_bits, job.w16),
            words(0, 0, sigma0(header_bits), job.c31)};
}

/// {0, 0, 0, W3}.
[[gnu::always_inline]] inline Words nonce_word(std::uint32_t nonce) noexcept {
    return _mm_slli_si128(_mm_cvtsi32_si128(static_cast<int>(__builtin_bswap32(nonce))), 12);
}

/// W16..W19 = tail + {0, 0, s0(W3), W3}.
[[gnu::always_inline]] inline Words first_group(const Tail& tail, Words nonce) noexcept {
    return add(tail.w16_to_19, _mm_sha256msg1_epu32(nonce, _mm_setzero_si128()));
}

/// Group t = 20..60 of the first hash: W4 is padding, W5..W14 are zero, W15 is the length.
template <int t>
[[gnu::always_inline]] inline void expand_first(Window& w, const Tail& tail) noexcept {
    if constexpr (t == 20)
        at<t>(w) = _mm_sha256msg2_epu32(tail.w20_to_23, at<16>(w));
    else if constexpr (t == 24)
        at<t>(w) = _mm_sha256msg2_epu32(after_first(at<16>(w), at<20>(w)), at<20>(w));
    else if constexpr (t == 28)
        at<t>(w) = second_half<t>(w, tail.w28_to_31);
    else
        expand_full<t>(w);
}

/// State before round 4 without the nonce.
[[gnu::always_inline]] inline State begin_version(const VersionConstants& version) noexcept {
    const Words dcba = reversed(load(version.round4_abcd)), hgfe = reversed(load(version.round4_efgh));
    return {_mm_unpackhi_epi64(hgfe, dcba), _mm_unpacklo_epi64(hgfe, dcba)};
}
/// Round 3 adds the nonce word to e and a.
[[gnu::always_inline]] inline State begin_first(const State& version, Words nonce) noexcept {
    return {add(version.abef, _mm_shuffle_epi32(nonce, _MM_SHUFFLE(3, 0, 3, 0))), version.cdgh};
}

/// The digest is the message of the second hash: {V0, V1, V2, V3} and {V4, V5, V6, V7}.
struct Digest {
    Words low, high;
};
[[gnu::always_inline]] inline Digest finish_first(const State& s, const VersionConstants& version) noexcept {
    const Words abef = reversed(s.abef), cdgh = reversed(s.cdgh);
    return {add(_mm_unpacklo_epi64(abef, cdgh), load(version.midstate)),
            add(_mm_unpackhi_epi64(abef, cdgh), load(version.midstate + 4))};
}

// ---- Second hash ------------------------------------------------------------------------------------------------
// Round 0 begins from the initial value and is two additions. So the groups of four begin with round 1, and the last
// one ends with round 60, where e is all that the test needs.

/// State before round 1: a = V0 + 0xfc08884d, e = V0 + 0x98c7e2a2.
[[gnu::always_inline]] inline State begin_second(const Digest& v) noexcept {
    const Words v0_in_e_and_a = _mm_shuffle_epi8(v.low, words(0x80808080, 0x03020100, 0x80808080, 0x03020100));
    return {add(v0_in_e_and_a, words(iv[4], 0x98c7e2a2, iv[0], 0xfc08884d)), words(iv[6], iv[5], iv[2], iv[1])};
}

/// V1..V16; V16 = V0 + s0(V1).
[[gnu::always_inline]] inline void begin_schedule(Window& w, const Digest& v) noexcept {
    at<0>(w) = after_first(v.low, v.high);
    at<4>(w) = after_first(v.high, words(padding, 0, 0, 0));
    at<8>(w) = _mm_setzero_si128();
    at<12>(w) = add(_mm_slli_si128(_mm_sha256msg1_epu32(v.low, v.low), 12), words(0, 0, digest_bits, 0));
}

/// Words t + 1 .. t + 4, t = 16..56: of the first, W[t - 7] is zero, of V25..V28 everything from V9 to V13 is.
template <int t>
[[gnu::always_inline]] inline void expand_second(Window& w) noexcept {
    if constexpr (t == 16)
        at<t>(w) = _mm_sha256msg2_epu32(first_half<t>(w), at<12>(w));
    else if constexpr (t == 24)
        at<t>(w) = _mm_sha256msg2_epu32(after_first(at<16>(w), at<20>(w)), at<20>(w));
    else
        expand_full<t>(w);
}

/// e after round 60 becomes digest word 7, less the initial value.
[[gnu::always_inline]] inline bool is_candidate(const State& s, std::uint32_t top_limit) noexcept {
    const auto e60 = static_cast<std::uint32_t>(_mm_extract_epi32(s.abef, 1));
    if (top_limit == 0) return e60 == 0U - iv[7];
    return __builtin_bswap32(e60 + iv[7]) <= top_limit;
}

// ---- Scans ------------------------------------------------------------------------------------------------------
constexpr std::uint64_t nonce_space = std::uint64_t{1} << 32;

/// A scan with one stream for each of `s` = 0, 1, …
template <int... s>
class Scan {
public:
    static constexpr std::uint32_t streams = sizeof...(s);

    static Progress run(const ScanJob& job, std::uint32_t first, std::uint64_t count, Hit* hits,
                        std::size_t room) noexcept {
        const bool is_prepared = job.version_count != 0 && job.version_count <= ScanJob::max_versions;
        const std::uint64_t todo = !is_prepared ? 0 : count < nonce_space ? count : nonce_space;
        return job.version_count == 1 ? plain(job, first, todo, hits, room) : shared(job, first, todo, hits, room);
    }

private:
    /// K + W of rounds 16..63, for all versions.
    struct alignas(64) Schedule {
        Words kw[12][streams];
    };

    /// Rounds t..15 of all streams.
    template <int t>
    [[gnu::always_inline]] static void constant_rounds(State (&state)[streams], const ScanJob& job) noexcept {
        const Words kw = load_two(job.kw + t);
        (two_rounds(state[s], kw), ...);
        if constexpr (t < 16) constant_rounds<t + 2>(state, job);
    }

    template <int t>
    [[gnu::always_inline]] static void open_rounds(State (&state)[streams], Window (&w)[streams],
                                                   const Tail& tail) noexcept {
        (expand_first<t>(w[s], tail), ...);
        (four_rounds(state[s], add(at<t>(w[s]), k_from<t>())), ...);
        if constexpr (t < 60) open_rounds<t + 4>(state, w, tail);
    }

    template <int t>
    [[gnu::always_inline]] static void open_rounds(State (&state)[streams], const Schedule& schedule) noexcept {
        (four_rounds(state[s], schedule.kw[t / 4 - 4][s]), ...);
        if constexpr (t < 60) open_rounds<t + 4>(state, schedule);
    }

    template <int t>
    [[gnu::always_inline]] static void make_schedule(Schedule& schedule, Window (&w)[streams],
                                                     const Tail& tail) noexcept {
        if constexpr (t > 16) (expand_first<t>(w[s], tail), ...);
        ((schedule.kw[t / 4 - 4][s] = add(at<t>(w[s]), k_from<t>())), ...);
        if constexpr (t < 60) make_schedule<t + 4>(schedule, w, tail);
    }

    template <int t>
    [[gnu::always_inline]] static void second_rounds(State (&state)[streams], Window (&w)[streams]) noexcept {
        if constexpr (t >= 16) (expand_second<t>(w[s]), ...);
        (four_rounds(state[s], add(at<t>(w[s]), k_from<t + 1>())), ...);
        if constexpr (t < 56) second_rounds<t + 4>(state, w);
    }

    /// From the end of the first hash to one bit per stream that is a candidate.
    [[gnu::always_inline]] static std::uint32_t second_hash(State (&state)[streams], const VersionConstants& version,
                                                            std::uint32_t top_limit) noexcept {
        const Digest digest[streams] = {finish_first(state[s], version)...};
        Window w[streams];
        (begin_schedule(w[s], digest[s]), ...);
        ((state[s] = begin_second(digest[s])), ...);
        second_rounds<0>(state, w);
        return ((is_candidate(state[s], top_limit) ? 1U << s : 0U) | ...);
    }

    /// Lanes of a group that are still inside the range.
    static constexpr std::uint32_t lanes_within(std::uint64_t left) noexcept {
        return left >= streams ? ~0U : (1U << left) - 1U;
    }

    [[gnu::noinline]] static std::size_t store_hits(std::uint32_t lanes, std::uint32_t first, std::uint32_t version,
                                                    Hit* hits, std::size_t used) noexcept {
        for (std::uint32_t lane = 0; lanes != 0; ++lane, lanes >>= 1U)
            if ((lanes & 1U) != 0) hits[used++] = Hit{first + lane, static_cast<std::uint8_t>(version)};
        return used;
    }

    [[gnu::noinline]] static Progress plain(const ScanJob& job, std::uint32_t first, std::uint64_t todo, Hit* hits,
                                            std::size_t room) noexcept {
        const Tail tail = tail_of(job);
        const State version = begin_version(job.versions[0]);
        std::size_t used = 0;
        std::uint64_t done = 0;
        for (; done < todo && room - used >= streams; done += streams) {
            const std::uint32_t n = first + static_cast<std::uint32_t>(done);
            const Words nonce[streams] = {nonce_word(n + s)...};
            State state[streams] = {begin_first(version, nonce[s])...};
            Window w[streams];
            ((at<16>(w[s]) = first_group(tail, nonce[s])), ...);
            constant_rounds<4>(state, job);
            (two_rounds(state[s], upper(add(at<16>(w[s]), k_from<16>()))), ...);
            open_rounds<20>(state, w, tail);
            const std::uint32_t lanes = second_hash(state, job.versions[0], job.top_limit);
            if (lanes != 0) [[unlikely]]
                used = store_hits(lanes & lanes_within(todo - done), n, 0, hits, used);
        }
        return {done < todo ? done : todo, used};
    }

    [[gnu::noinline]] static Progress shared(const ScanJob& job, std::uint32_t first, std::uint64_t todo, Hit* hits,
                                             std::size_t room) noexcept {
        const Tail tail = tail_of(job);
        Schedule schedule;
        std::size_t used = 0;
        std::uint64_t done = 0;
        for (; done < todo && room - used >= streams * std::size_t{job.version_count}; done += streams) {
            const std::uint32_t n = first + static_cast<std::uint32_t>(done);
            const Words nonce[streams] = {nonce_word(n + s)...};
            Window window[streams];
            ((at<16>(window[s]) = first_group(tail, nonce[s])), ...);
            make_schedule<16>(schedule, window, tail);
            for (std::uint32_t i = 0; i < job.version_count; ++i) {
                const State version = begin_version(job.versions[i]);
                State state[streams] = {begin_first(version, nonce[s])...};
                constant_rounds<4>(state, job);
                (two_rounds(state[s], upper(schedule.kw[0][s])), ...);
                open_rounds<20>(state, schedule);
                const std::uint32_t lanes = second_hash(state, job.versions[i], job.top_limit);
                if (lanes != 0) [[unlikely]]
                    used = store_hits(lanes & lanes_within(todo - done), n, i, hits, used);
            }
        }
        return {done < todo ? done : todo, used};
    }
};

}  // namespace

Progress scan_shani(const ScanJob& job, std::uint32_t first, std::uint64_t count, Hit* hits,
                    std::size_t room) noexcept {
    return Scan<0, 1>::run(job, first, count, hits, room);
}

}  // namespace adit::driver::sha256
