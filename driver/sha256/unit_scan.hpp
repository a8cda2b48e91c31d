// The nonce scan for processors with instructions for SHA-256: four words of FIPS 180-4 in a register, one nonce per
// stream. As in vector_scan.hpp, a unit for one instruction set gives the operations as a type `U` in its own anonymous
// namespace.
//
// The instructions for the rounds are the bottleneck, and each waits for the one before it in its hash. So hashes go
// side by side, in program order: the second hash of one step with the first hash of the next step, in every stream.
//
//   U::streams                               how many of them
//   U::Words, U::words(w0, w1, w2, w3)       four words, lane 0 first; load(const uint32_t*), add(x, y)
//   U::after_first(x, y)                     {x1, x2, x3, y0}
//   U::expand_begin(x, y)                    W[t-16] + s0(W[t-15]) for t..t+3: groups t-16 and t-12
//   U::expand_end(half, x, y)                half + W[t-7] + s1(W[t-2]): groups t-8 and t-4
//   U::State, U::state(abcd, efgh)           a..h as the instructions want them
//   U::add_to_a_and_e(state, words)          lane 0 of `words` to a and to e
//   U::four_rounds(state, kw)
//   U::abcd(state), efgh(state)              the way back
//
// The last rounds of the second hash and the test belong to the unit's `Ending`, because what suits them best differs:
//
//   Ending::first_step, Ending::age          the first step that is its own; how many passes after a hash has begun
//                                            (or the one that began first, of several) it is tested
//   advance<step>(pass)                      a share of its work, beside each step of a pass
//   take(pass, stream, state, kw)            at the end of a pass: a second hash, and K + W of the steps still to do
//   candidates(pass, top_limit)              after that: what was tested, one bit per hash in the order of beginning
//   untested(pass)                           before a pass: hashes of so many passes are still to be tested
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
        return job.version_count == 1 ? scan_with<Rolling>(job, first, todo, hits, room)
                                      : scan_with<Shared>(job, first, todo, hits, room);
    }

private:
    using Words = typename U::Words;
    using State = typename U::State;
    using Ending = typename U::Ending;
    static constexpr std::uint32_t streams = sizeof...(s);
    static_assert(streams == U::streams);
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
    // In steps of four rounds: step 0 begins with round 4, step 14 ends with round 63.
    static constexpr int last_step = 14, first_open_step = 3;  // W16 is the first group with a nonce in it

    /// K + W of the first hash, made on the way: for one version.
    class Rolling {
    public:
        static constexpr bool is_for_many = false;

        [[gnu::always_inline]] Rolling(const ScanJob& job, const Tail& tail,
                                       const std::uint32_t (&w3)[streams]) noexcept
            : job_{job}, tail_{tail}, w_{Window{.group = {first_group(tail, w3[s])}}...} {}

        template <int step, int stream>
        [[gnu::always_inline]] Words kw() noexcept {
            constexpr int t = 4 + 4 * step;
            if constexpr (step < first_open_step)
                return U::load(job_.kw + t);
            else
                return U::add(at<t>(w_[stream]), k_from<t>());
        }
        template <int step, int stream>
        [[gnu::always_inline]] void prepare() noexcept {
            if constexpr (step > first_open_step && step <= last_step) expand_first<4 + 4 * step>(w_[stream], tail_);
        }

    private:
        const ScanJob& job_;
        const Tail& tail_;
        Window w_[streams];
    };

    /// The same, made before: all versions share it.
    class Shared {
    public:
        static constexpr bool is_for_many = true;

        [[gnu::always_inline]] Shared(const ScanJob& job, const Tail& tail, const std::uint32_t (&w3)[streams]) noexcept
            : job_{job} {
            Rolling rolling{job, tail, w3};
            (fill<first_open_step, s>(rolling), ...);
        }

        template <int step, int stream>
        [[gnu::always_inline]] Words kw() const noexcept {
            if constexpr (step < first_open_step)
                return U::load(job_.kw + 4 + 4 * step);
            else
                return kw_[step - first_open_step][stream];
        }
        template <int, int>
        [[gnu::always_inline]] void prepare() const noexcept {}

    private:
        template <int step, int stream>
        [[gnu::always_inline]] void fill(Rolling& rolling) noexcept {
            rolling.template prepare<step, stream>();
            kw_[step - first_open_step][stream] = rolling.template kw<step, stream>();
            if constexpr (step < last_step) fill<step + 1, stream>(rolling);
        }

        const ScanJob& job_;
        alignas(64) Words kw_[last_step - first_open_step + 1][streams];
    };

    /// State before round 4: round 3 adds the nonce to two prepared sums.
    [[gnu::always_inline]] static State begin_first(const VersionConstants& version, std::uint32_t w3) noexcept {
        return U::add_to_a_and_e(U::state(U::load(version.round4_abcd), U::load(version.round4_efgh)),
                                 U::words(w3, 0, 0, 0));
    }

    // ---- Second hash --------------------------------------------------------------------------------------------
    // Round 0 begins from the initial value and is two additions. So step 0 begins with round 1, and step 14 ends with
    // round 60, after which e is all that the test needs: it becomes digest word 7.
    static constexpr std::uint32_t round0_a = 0xfc08884d, round0_e = 0x98c7e2a2;  // a and e after round 0, less V0

    struct Second {
        State state;
        Window v;
        Words last_kw[last_step - Ending::first_step + 1];  ///< for `Ending`

        [[gnu::always_inline]] void begin(const State& first, const VersionConstants& version) noexcept {
            const Words v0_to_3 = U::add(U::abcd(first), U::load(version.midstate));
            const Words v4_to_7 = U::add(U::efgh(first), U::load(version.midstate + 4));
            begin_second_schedule(v, v0_to_3, v4_to_7);
            state = U::add_to_a_and_e(U::state(U::words(round0_a, detail::iv[0], detail::iv[1], detail::iv[2]),
                                               U::words(round0_e, detail::iv[4], detail::iv[5], detail::iv[6])),
                                      v0_to_3);
        }
        template <int step>
        [[gnu::always_inline]] Words kw() noexcept {
            return U::add(at<4 * step>(v), k_from<4 * step + 1>());
        }
        template <int step>
        [[gnu::always_inline]] void prepare() noexcept {
            if constexpr (step >= 4 && step <= last_step) expand_second<4 * step>(v);
        }
        template <int step>
        [[gnu::always_inline]] void four_rounds(Words kw) noexcept {
            if constexpr (step < Ending::first_step)
                U::four_rounds(state, kw);
            else
                last_kw[step - Ending::first_step] = kw;
        }
    };

    // ---- Both side by side --------------------------------------------------------------------------------------
    /// From `step` to the end. The schedule is one step ahead of the rounds, also in program order: a processor full of
    /// waiting rounds does not look far enough to find it.
    template <int step, class Kw>
    [[gnu::always_inline]] static void hash_both(State (&first)[streams], Kw& kw, Second (&second)[streams],
                                                 Ending& ending, std::uint64_t pass) noexcept {
        ending.template advance<step>(pass);
        const Words kw1[streams] = {kw.template kw<step, s>()...}, kw2[streams] = {second[s].template kw<step>()...};
        (second[s].template prepare<step + 1>(), ...);
        (kw.template prepare<step + 1, s>(), ...);
        ((U::four_rounds(first[s], kw1[s]), second[s].template four_rounds<step>(kw2[s])), ...);
        if constexpr (step < last_step) hash_both<step + 1>(first, kw, second, ending, pass);
    }

    template <int step>
    [[gnu::always_inline]] static void hash_second(Second (&second)[streams], Ending& ending,
                                                   std::uint64_t pass) noexcept {
        ending.template advance<step>(pass);
        (second[s].template prepare<step>(), ...);
        (second[s].template four_rounds<step>(second[s].template kw<step>()), ...);
        if constexpr (step < last_step) hash_second<step + 1>(second, ending, pass);
    }

    // ---- Hits ---------------------------------------------------------------------------------------------------
    // In a pass one first hash begins in every stream. Passes are counted from 0: nonces with one version, the same
    // nonces with the next version, the next nonces … So the number of a pass is all that a hit has to remember.

    /// What is asked for, and what was found.
    struct Search {
        const ScanJob& job;
        std::uint32_t first, versions;
        std::uint64_t todo;
        Hit* hits;
        std::size_t room, used;
        std::uint64_t pass;

        [[gnu::noinline]] void store(std::uint32_t found) noexcept {
            for (std::uint32_t i = 0; found != 0; ++i, found >>= 1U) {
                const std::uint64_t begun = pass - Ending::age + i / streams;  // before the first pass: a huge number
                const std::uint64_t offset = begun / versions * streams + i % streams;
                if ((found & 1U) != 0 && offset < todo)
                    hits[used++] =
                        Hit{first + static_cast<std::uint32_t>(offset), static_cast<std::uint8_t>(begun % versions)};
            }
        }
    };

    /// After the hashing of a pass.
    [[gnu::always_inline]] static void end_pass(Search& search, const Second (&second)[streams],
                                                Ending& ending) noexcept {
        (ending.take(search.pass, s, second[s].state, second[s].last_kw), ...);
        const std::uint32_t found = ending.candidates(search.pass, search.job.top_limit);
        if (found != 0) [[unlikely]]
            search.store(found);
        ++search.pass;
    }

    // ---- Scans --------------------------------------------------------------------------------------------------
    /// What is on its way when no more first hashes begin: passes with nothing new in them.
    [[gnu::noinline]] static void finish(Search& search, Second (&second)[streams], Ending& ending) noexcept {
        for (int i = 0; i < Ending::age; ++i) {
            hash_second<0>(second, ending, search.pass);
            end_pass(search, second, ending);
        }
    }

    /// Room for a group, also if everything hits that is on its way.
    [[gnu::always_inline]] static bool has_room(const Search& search) noexcept {
        const std::uint64_t untested = Ending::untested(search.pass);
        const std::uint64_t held = search.pass < untested ? search.pass : untested;
        return search.room - search.used - held * streams >= std::size_t{streams} * search.versions;
    }

    template <class Kw>
    [[gnu::noinline]] static Progress scan_with(const ScanJob& job, std::uint32_t first, std::uint64_t todo, Hit* hits,
                                                std::size_t room) noexcept {
        const Tail tail = tail_of(job);
        const std::uint32_t versions = Kw::is_for_many ? job.version_count : 1;
        Search search{job, first, versions, todo, hits, room, 0, 0};
        Second second[streams]{};  // nothing: the first passes compute with zeros beside their first hashes
        Ending ending{};
        std::uint64_t done = 0;
        for (; done < todo && has_room(search); done += streams) {
            const std::uint32_t n = first + static_cast<std::uint32_t>(done);
            const std::uint32_t w3[streams] = {__builtin_bswap32(n + s)...};
            Kw kw{job, tail, w3};
            for (std::uint32_t i = 0; i < versions; ++i) {
                State state[streams] = {begin_first(job.versions[i], w3[s])...};
                hash_both<0>(state, kw, second, ending, search.pass);
                end_pass(search, second, ending);
                (second[s].begin(state[s], job.versions[i]), ...);
            }
        }
        if (done < todo) search.todo = done;  // what finish() computes besides are no hits
        if (done != 0) finish(search, second, ending);
        return {search.todo, search.used};
    }
};

}  // namespace adit::driver::sha256
