// The nonce scan for processors with instructions for SHA-256: four words of FIPS 180-4 in a register, one nonce per
// stream, several streams under way at a time because the next rounds of one wait for its last. As in vector_scan.hpp,
// a unit for one instruction set gives the operations as a type `U` in its own anonymous namespace.
//
//   U::Words, U::words(w0, w1, w2, w3)       four words, lane 0 first; load(const uint32_t*), add(x, y)
//   U::after_first(x, y)                     {x1, x2, x3, y0}
//   U::expand_begin(x, y)                    W[t-16] + s0(W[t-15]) for t..t+3: groups t-16 and t-12
//   U::expand_end(half, x, y)                half + W[t-7] + s1(W[t-2]): groups t-8 and t-4
//   U::State, U::state(abcd, efgh)           a..h as the instructions want them
//   U::add_to_a_and_e(state, words)          lane 0 of `words` to a and to e
//   U::four_rounds(state, kw), four_rounds_e the latter: only e is wanted
//   U::abcd(state), efgh(state), e(state)    the way back; e as a number
#pragma once

#include "driver/sha256/round_constants.hpp"
#include "driver/sha256/scan_job.hpp"

namespace adit::driver::sha256 {

/// Streams are numbered by `s` = 0, 1, …
template <class U, int... s>
class UnitScan {
public:
    /// As `ScanFunction`, in groups of one nonce per stream.
    static Progress scan(const ScanJob& job, std::uint32_t first, std::uint64_t count, Hit* hits,
                         std::size_t room) noexcept {
        const bool is_prepared = job.version_count != 0 && job.version_count <= ScanJob::max_versions;
        const std::uint64_t todo = !is_prepared ? 0 : count < nonce_space ? count : nonce_space;
        return job.version_count == 1 ? scan_plain(job, first, todo, hits, room)
                                      : scan_shared(job, first, todo, hits, room);
    }

private:
    using Words = typename U::Words;
    using State = typename U::State;
    static constexpr std::uint32_t streams = sizeof...(s);
    static constexpr std::uint64_t nonce_space = std::uint64_t{1} << 32;

    static constexpr std::uint32_t rotated(std::uint32_t x, int n) noexcept { return x >> n | x << (32 - n); }
    static constexpr std::uint32_t sigma0_header_bits =
        rotated(detail::header_bits, 7) ^ rotated(detail::header_bits, 18) ^ detail::header_bits >> 3;

    template <int t>
    [[gnu::always_inline]] static Words k_from() noexcept {
        return U::words(detail::k[t], detail::k[t + 1], detail::k[t + 2], detail::k[t + 3]);
    }
    [[gnu::always_inline]] static Words zero() noexcept { return U::words(0, 0, 0, 0); }

    // ---- Message schedule ---------------------------------------------------------------------------------------
    /// The last sixteen words; W[t]..W[t + 3] (second hash: W[t + 1]..W[t + 4]) are in the group of t.
    struct Window {
        Words group[4];
    };
    template <int t>
    [[gnu::always_inline]] static Words& at(Window& w) noexcept {
        return w.group[t / 4 % 4];
    }

    template <int t>
    [[gnu::always_inline]] static void expand_full(Window& w) noexcept {
        at<t>(w) = U::expand_end(U::expand_begin(at<t - 16>(w), at<t - 12>(w)), at<t - 8>(w), at<t - 4>(w));
    }

    /// What a job gives to the schedule of the first hash.
    struct Tail {
        Words w16_to_19;  ///< but for the nonce
        Words s0_of_28;   ///< W12..W15 + s0(W13..W16), less what is in another place: s0(W15), and all of W31
    };
    static Tail tail_of(const ScanJob& job) noexcept {
        return {U::words(job.w16, job.w17, job.c18, job.c19), U::words(0, 0, sigma0_header_bits, job.c31)};
    }

    /// W16..W19: what the nonce gives to them is {0, 0, s0(W3), W3}.
    [[gnu::always_inline]] static Words first_group(const Tail& tail, std::uint32_t w3) noexcept {
        return U::add(tail.w16_to_19, U::expand_begin(U::words(0, 0, 0, w3), zero()));
    }

    /// First hash, t = 20..60: W4 is padding, W5..W14 are zero, W15 is the length.
    template <int t>
    [[gnu::always_inline]] static void expand_first(Window& w, const Tail& tail) noexcept {
        if constexpr (t == 20)
            at<t>(w) =
                U::expand_end(U::words(detail::padding, 0, 0, 0), U::words(0, 0, 0, detail::header_bits), at<16>(w));
        else if constexpr (t == 24)
            at<t>(w) = U::expand_end(zero(), at<16>(w), at<20>(w));
        else if constexpr (t == 28)
            at<t>(w) = U::expand_end(tail.s0_of_28, at<20>(w), at<24>(w));
        else
            expand_full<t>(w);
    }

    /// V1..V16 of the second hash: the digest, padding, length, and V16 = V0 + s0(V1).
    [[gnu::always_inline]] static void begin_second_schedule(Window& w, Words v0_to_3, Words v4_to_7) noexcept {
        at<0>(w) = U::after_first(v0_to_3, v4_to_7);
        at<4>(w) = U::after_first(v4_to_7, U::words(detail::padding, 0, 0, 0));
        at<8>(w) = zero();
        at<12>(w) =
            U::add(U::after_first(zero(), U::expand_begin(v0_to_3, v0_to_3)), U::words(0, 0, detail::digest_bits, 0));
    }

    /// Second hash, t = 16..56: of V25..V28 everything that expand_begin sees is zero.
    template <int t>
    [[gnu::always_inline]] static void expand_second(Window& w) noexcept {
        if constexpr (t == 24)
            at<t>(w) = U::expand_end(zero(), at<16>(w), at<20>(w));
        else
            expand_full<t>(w);
    }

    // ---- First hash ---------------------------------------------------------------------------------------------
    /// K + W of rounds 16..63, for all versions.
    struct alignas(64) Schedule {
        Words kw[12][streams];
    };

    /// Rounds t..15, whose K + W is constant.
    template <int t>
    [[gnu::always_inline]] static void constant_rounds(State (&state)[streams], const ScanJob& job) noexcept {
        const Words kw = U::load(job.kw + t);
        (U::four_rounds(state[s], kw), ...);
        if constexpr (t < 12) constant_rounds<t + 4>(state, job);
    }

    /// Rounds t..63 with their schedule made on the way.
    template <int t>
    [[gnu::always_inline]] static void open_rounds(State (&state)[streams], Window (&w)[streams],
                                                   const Tail& tail) noexcept {
        if constexpr (t > 16) (expand_first<t>(w[s], tail), ...);
        (U::four_rounds(state[s], U::add(at<t>(w[s]), k_from<t>())), ...);
        if constexpr (t < 60) open_rounds<t + 4>(state, w, tail);
    }

    /// Rounds t..63 with a schedule made before.
    template <int t>
    [[gnu::always_inline]] static void open_rounds(State (&state)[streams], const Schedule& schedule) noexcept {
        (U::four_rounds(state[s], schedule.kw[t / 4 - 4][s]), ...);
        if constexpr (t < 60) open_rounds<t + 4>(state, schedule);
    }

    template <int t>
    [[gnu::always_inline]] static void make_schedule(Schedule& schedule, Window (&w)[streams],
                                                     const Tail& tail) noexcept {
        if constexpr (t > 16) (expand_first<t>(w[s], tail), ...);
        ((schedule.kw[t / 4 - 4][s] = U::add(at<t>(w[s]), k_from<t>())), ...);
        if constexpr (t < 60) make_schedule<t + 4>(schedule, w, tail);
    }

    /// State before round 4: round 3 adds the nonce to two prepared sums.
    [[gnu::always_inline]] static State begin_first(const VersionConstants& version, std::uint32_t w3) noexcept {
        return U::add_to_a_and_e(U::state(U::load(version.round4_abcd), U::load(version.round4_efgh)),
                                 U::words(w3, 0, 0, 0));
    }

    // ---- Second hash --------------------------------------------------------------------------------------------
    // Round 0 begins from the initial value and is two additions. So the groups of four begin with round 1, and the
    // last one ends with round 60, after which e is all that the test needs: it becomes digest word 7.
    static constexpr std::uint32_t round0_a = 0xfc08884d, round0_e = 0x98c7e2a2;  // a and e after round 0, less V0

    [[gnu::always_inline]] static void begin_second(State& state, Window& w, const VersionConstants& version) noexcept {
        const Words v0_to_3 = U::add(U::abcd(state), U::load(version.midstate));
        const Words v4_to_7 = U::add(U::efgh(state), U::load(version.midstate + 4));
        begin_second_schedule(w, v0_to_3, v4_to_7);
        state = U::add_to_a_and_e(U::state(U::words(round0_a, detail::iv[0], detail::iv[1], detail::iv[2]),
                                           U::words(round0_e, detail::iv[4], detail::iv[5], detail::iv[6])),
                                  v0_to_3);
    }

    template <int t>
    [[gnu::always_inline]] static void second_rounds(State (&state)[streams], Window (&w)[streams]) noexcept {
        if constexpr (t >= 16) (expand_second<t>(w[s]), ...);
        if constexpr (t < 56) {
            (U::four_rounds(state[s], U::add(at<t>(w[s]), k_from<t + 1>())), ...);
            second_rounds<t + 4>(state, w);
        } else {
            (U::four_rounds_e(state[s], U::add(at<t>(w[s]), k_from<t + 1>())), ...);
        }
    }

    [[gnu::always_inline]] static bool is_candidate(const State& state, std::uint32_t top_limit) noexcept {
        const std::uint32_t e60 = U::e(state);
        if (top_limit == 0) return e60 == 0U - detail::iv[7];
        return __builtin_bswap32(e60 + detail::iv[7]) <= top_limit;
    }

    /// From the end of the first hash to one bit per stream that is a candidate.
    [[gnu::always_inline]] static std::uint32_t second_hash(State (&state)[streams], const VersionConstants& version,
                                                            std::uint32_t top_limit) noexcept {
        Window w[streams];
        (begin_second(state[s], w[s], version), ...);
        second_rounds<0>(state, w);
        return ((is_candidate(state[s], top_limit) ? 1U << s : 0U) | ...);
    }

    // ---- Scans --------------------------------------------------------------------------------------------------
    /// Streams of a group that are still inside the range.
    static constexpr std::uint32_t streams_within(std::uint64_t left) noexcept {
        return left >= streams ? ~0U : (1U << left) - 1U;
    }

    [[gnu::noinline]] static std::size_t store_hits(std::uint32_t found, std::uint32_t first, std::uint32_t version,
                                                    Hit* hits, std::size_t used) noexcept {
        for (std::uint32_t stream = 0; found != 0; ++stream, found >>= 1U)
            if ((found & 1U) != 0) hits[used++] = Hit{first + stream, static_cast<std::uint8_t>(version)};
        return used;
    }

    [[gnu::noinline]] static Progress scan_plain(const ScanJob& job, std::uint32_t first, std::uint64_t todo, Hit* hits,
                                                 std::size_t room) noexcept {
        const Tail tail = tail_of(job);
        std::size_t used = 0;
        std::uint64_t done = 0;
        for (; done < todo && room - used >= streams; done += streams) {
            const std::uint32_t n = first + static_cast<std::uint32_t>(done);
            const std::uint32_t w3[streams] = {__builtin_bswap32(n + s)...};
            State state[streams] = {begin_first(job.versions[0], w3[s])...};
            Window w[streams];
            ((at<16>(w[s]) = first_group(tail, w3[s])), ...);
            constant_rounds<4>(state, job);
            open_rounds<16>(state, w, tail);
            const std::uint32_t found = second_hash(state, job.versions[0], job.top_limit);
            if (found != 0) [[unlikely]]
                used = store_hits(found & streams_within(todo - done), n, 0, hits, used);
        }
        return {done < todo ? done : todo, used};
    }

    [[gnu::noinline]] static Progress scan_shared(const ScanJob& job, std::uint32_t first, std::uint64_t todo,
                                                  Hit* hits, std::size_t room) noexcept {
        const Tail tail = tail_of(job);
        const std::uint32_t versions = job.version_count;
        std::size_t used = 0;
        std::uint64_t done = 0;
        Schedule schedule;
        for (; done < todo && room - used >= streams * versions; done += streams) {
            const std::uint32_t n = first + static_cast<std::uint32_t>(done);
            const std::uint32_t w3[streams] = {__builtin_bswap32(n + s)...};
            Window window[streams];
            ((at<16>(window[s]) = first_group(tail, w3[s])), ...);
            make_schedule<16>(schedule, window, tail);
            for (std::uint32_t i = 0; i < versions; ++i) {
                State state[streams] = {begin_first(job.versions[i], w3[s])...};
                constant_rounds<4>(state, job);
                open_rounds<16>(state, schedule);
                const std::uint32_t found = second_hash(state, job.versions[i], job.top_limit);
                if (found != 0) [[unlikely]]
                    used = store_hits(found & streams_within(todo - done), n, i, hits, used);
            }
        }
        return {done < todo ? done : todo, used};
    }
};

}  // namespace adit::driver::sha256
