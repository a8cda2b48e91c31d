// The nonce scan for any vector of 32-bit lanes, one nonce per lane. A unit for one instruction set gives the dozen
// operations as a type `V` in its own anonymous namespace, so that nothing compiled here can be merged with code of
// another unit. Everything that does not depend on the nonce comes from the `ScanJob`, as memory operands.
//
//   V::Word, V::lanes                        add(x, y)  ror<n>(x)  shr<n>(x)  xor3(x, y, z)
//   broadcast(const uint32_t*)               choose(e, f, g)  majority(a, b, c)
//   nonce_words(n): byteswap(n + lane)       equal(x, y), byteswapped_at_most(x, limit): one bit per lane
//   V::plain_order, V::shared_order          in which order a round adds; matters by up to 4 % (RoundOrder)
#pragma once

#include "driver/sha256/round_constants.hpp"
#include "driver/sha256/scan_job.hpp"

namespace adit::driver::sha256 {

/// T1 = h + K + W + …, a = T1 + …: which of the late terms goes in first.
struct RoundOrder {
    bool choose_before_sigma1;
    bool sum_before_t1;  ///< a = T1 + (S0 + Maj) instead of (T1 + Maj) + S0
};

namespace detail {

constexpr std::uint32_t rotated(std::uint32_t x, int n) noexcept { return x >> n | x << (32 - n); }
constexpr std::uint32_t sigma0_of(std::uint32_t x) noexcept { return rotated(x, 7) ^ rotated(x, 18) ^ x >> 3; }
constexpr std::uint32_t sigma1_of(std::uint32_t x) noexcept { return rotated(x, 17) ^ rotated(x, 19) ^ x >> 10; }

/// Words that a scan adds, in one table, because a kernel with constants in its code pays an operation for each.
struct alignas(64) ScanConstants {
    std::uint32_t k[64];
    std::uint32_t padding = detail::padding, header_bits = detail::header_bits, digest_bits = detail::digest_bits;
    std::uint32_t sigma0_padding = sigma0_of(detail::padding), sigma0_header_bits = sigma0_of(detail::header_bits);
    std::uint32_t sigma0_digest_bits = sigma0_of(detail::digest_bits);
    std::uint32_t sigma1_digest_bits = sigma1_of(detail::digest_bits);
    // The second hash begins from the initial value, so a, e and h of its first rounds are known but for the message.
    std::uint32_t second_a = 0xfc08884d, second_e = 0x98c7e2a2;  // of round 0, less V0
    std::uint32_t second_hk[4];                                  // h + K of rounds 1..3
    std::uint32_t second_k8 = detail::k[8] + detail::padding, second_k15 = detail::k[15] + detail::digest_bits;
    std::uint32_t iv[8];
    // e after round 60, less K60, is this where digest word 7 is zero; and what makes it digest word 7 otherwise
    std::uint32_t zero_test = 0u - detail::iv[7] - detail::k[60], top_word = detail::iv[7] + detail::k[60];
};

constexpr ScanConstants make_scan_constants() noexcept {
    ScanConstants c{};
    for (int t = 0; t < 64; ++t) c.k[t] = k[t];
    for (int i = 0; i < 8; ++i) c.iv[i] = iv[i];
    for (int t = 1; t < 4; ++t) c.second_hk[t] = iv[7 - t] + k[t];
    return c;
}

inline constexpr ScanConstants scan_constants = make_scan_constants();

}  // namespace detail

template <class V>
class VectorScan {
public:
    using Word = typename V::Word;

    /// As `ScanFunction`.
    static Progress scan(const ScanJob& job, std::uint32_t first, std::uint64_t count, Hit* hits,
                         std::size_t room) noexcept {
        return job.version_count == 1 ? scan_plain(job, first, count, hits, room)
                                      : scan_shared(job, first, count, hits, room);
    }

private:
    using Constants = detail::ScanConstants;

    /// Rounds of the first hash whose K + W depends on the nonce: their words, ready to add.
    static constexpr int first_open = 18;
    struct alignas(64) OpenSchedule {
        Word kw[64 - first_open];
    };

    // ---- FIPS 180-4 section 4.1.2 -------------------------------------------------------------------------------
    [[gnu::always_inline]] static Word big_sigma0(Word x) noexcept {
        return V::xor3(V::template ror<2>(x), V::template ror<13>(x), V::template ror<22>(x));
    }
    [[gnu::always_inline]] static Word big_sigma1(Word x) noexcept {
        return V::xor3(V::template ror<6>(x), V::template ror<11>(x), V::template ror<25>(x));
    }
    [[gnu::always_inline]] static Word small_sigma0(Word x) noexcept {
        return V::xor3(V::template ror<7>(x), V::template ror<18>(x), V::template shr<3>(x));
    }
    [[gnu::always_inline]] static Word small_sigma1(Word x) noexcept {
        return V::xor3(V::template ror<17>(x), V::template ror<19>(x), V::template shr<10>(x));
    }
    [[gnu::always_inline]] static Word add(Word x, Word y) noexcept { return V::add(x, y); }
    [[gnu::always_inline]] static Word add_constant(Word x, const std::uint32_t& y) noexcept {
        return V::add(x, V::broadcast(&y));
    }

    // ---- Rounds -------------------------------------------------------------------------------------------------
    // The eight variables stay where they are and change their names: before round t, variable i (0 = a … 7 = h) is in
    // place (i - t) mod 8. `hkw` is h + K + W.
    static constexpr int place(int variable, int t) noexcept { return (variable - t % 8 + 8) % 8; }

    template <int t>
    [[gnu::always_inline]] static Word h_of(const Word (&s)[8]) noexcept {
        return s[place(7, t)];
    }

    template <int t, RoundOrder order>
    [[gnu::always_inline]] static Word t1(const Word (&s)[8], Word hkw) noexcept {
        const Word e = s[place(4, t)];
        const Word choice = V::choose(e, s[place(5, t)], s[place(6, t)]);
        if constexpr (order.choose_before_sigma1)
            return add(add(hkw, choice), big_sigma1(e));
        else
            return add(add(hkw, big_sigma1(e)), choice);
    }

    template <int t, RoundOrder order>
    [[gnu::always_inline]] static void round(Word (&s)[8], Word hkw) noexcept {
        const Word sum = t1<t, order>(s, hkw);
        const Word a = s[place(0, t)];
        s[place(3, t)] = add(s[place(3, t)], sum);
        if constexpr (order.sum_before_t1)
            s[place(7, t)] = add(sum, add(big_sigma0(a), V::majority(a, s[place(1, t)], s[place(2, t)])));
        else
            s[place(7, t)] = add(add(sum, V::majority(a, s[place(1, t)], s[place(2, t)])), big_sigma0(a));
    }

    /// A round of which only the new e is wanted.
    template <int t, RoundOrder order>
    [[gnu::always_inline]] static void round_e(Word (&s)[8], Word hkw) noexcept {
        s[place(3, t)] = add(s[place(3, t)], t1<t, order>(s, hkw));
    }

    // ---- First hash ---------------------------------------------------------------------------------------------
    /// Word t of the schedule of block 2, t = 18..63, into the ring `w`, which has the fifteen words before it. The
    /// terms of constant words are left out or in the job's constants.
    template <int t>
    [[gnu::always_inline]] static void expand_first(Word (&w)[16], Word w3, const ScanJob& job,
                                                    const Constants& c) noexcept {
        Word& word = w[t % 16];
        if constexpr (t == 18) word = add_constant(small_sigma0(w3), job.c18);
        if constexpr (t == 19) word = add_constant(w3, job.c19);
        if constexpr (t >= 20) word = small_sigma1(w[(t - 2) % 16]);
        if constexpr (t == 20) word = add_constant(word, c.padding);
        if constexpr (t == 22) word = add_constant(word, c.header_bits);
        if constexpr (t == 23) word = add_constant(word, job.w16);
        if constexpr (t == 24) word = add_constant(word, job.w17);
        if constexpr (t == 30) word = add_constant(word, c.sigma0_header_bits);
        if constexpr (t == 31) word = add_constant(word, job.c31);
        if constexpr (t == 32) word = add_constant(word, job.c32);
        if constexpr (t >= 25) word = add(word, w[(t - 7) % 16]);
        if constexpr (t == 33) word = add_constant(add(word, small_sigma0(w[18 % 16])), job.w17);
    }

    template <int t>
    [[gnu::always_inline]] static void expand_full(Word (&w)[16]) noexcept {
        w[t % 16] =
            add(add(small_sigma1(w[(t - 2) % 16]), w[(t - 7) % 16]), add(small_sigma0(w[(t - 15) % 16]), w[t % 16]));
    }

    template <int t>
    [[gnu::always_inline]] static void expand_open(Word (&w)[16], Word w3, const ScanJob& job,
                                                   const Constants& c) noexcept {
        if constexpr (t < 34)
            expand_first<t>(w, w3, job, c);
        else
            expand_full<t>(w);
    }

    /// State before round 4: round 3 adds the nonce word to two prepared sums.
    [[gnu::always_inline]] static void begin_first(Word (&s)[8], const VersionConstants& version, Word w3) noexcept {
        // before round 3 and after it: names move by one, so variable i of round 3 is variable i + 1 of round 4
        for (int i = 0; i < 8; ++i)
            if (i != 3 && i != 7) s[place(i, 3)] = V::broadcast(&version.after_round2[i]);
        s[place(0, 4)] = add_constant(w3, version.round3_a);
        s[place(4, 4)] = add_constant(w3, version.round3_e);
    }

    /// Rounds t..17, whose K + W is constant.
    template <int t, RoundOrder order>
    [[gnu::always_inline]] static void constant_rounds(Word (&s)[8], const ScanJob& job,
                                                       const VersionConstants& version) noexcept {
        if constexpr (t < 7)
            round<t, order>(s, V::broadcast(&version.hkw[t - 4]));
        else
            round<t, order>(s, add_constant(h_of<t>(s), job.kw[t]));
        if constexpr (t + 1 < first_open) constant_rounds<t + 1, order>(s, job, version);
    }

    /// Rounds t..63 with their schedule made on the way.
    template <int t, RoundOrder order>
    [[gnu::always_inline]] static void open_rounds(Word (&s)[8], Word (&w)[16], Word w3, const ScanJob& job,
                                                   const Constants& c) noexcept {
        expand_open<t>(w, w3, job, c);
        round<t, order>(s, add(h_of<t>(s), add_constant(w[t % 16], c.k[t])));
        if constexpr (t < 63) open_rounds<t + 1, order>(s, w, w3, job, c);
    }

    /// Rounds t..63 with a schedule made before.
    template <int t, RoundOrder order>
    [[gnu::always_inline]] static void open_rounds(Word (&s)[8], const OpenSchedule& schedule) noexcept {
        round<t, order>(s, add(h_of<t>(s), schedule.kw[t - first_open]));
        if constexpr (t < 63) open_rounds<t + 1, order>(s, schedule);
    }

    template <int t>
    [[gnu::always_inline]] static void make_schedule(OpenSchedule& schedule, Word (&w)[16], Word w3, const ScanJob& job,
                                                     const Constants& c) noexcept {
        expand_open<t>(w, w3, job, c);
        schedule.kw[t - first_open] = add_constant(w[t % 16], c.k[t]);
        if constexpr (t < 63) make_schedule<t + 1>(schedule, w, w3, job, c);
    }

    /// The digest becomes the first half of the second hash's message.
    [[gnu::always_inline]] static void finish_first(Word (&v)[16], const Word (&s)[8],
                                                    const VersionConstants& version) noexcept {
        for (int i = 0; i < 8; ++i) v[i] = add_constant(s[i], version.midstate[i]);  // 64 rounds: every name is at home
    }

    // ---- Second hash --------------------------------------------------------------------------------------------
    /// Word t = 16..31 of the second schedule; words 8..15 are constants and stand in no register.
    template <int t>
    [[gnu::always_inline]] static void expand_second(Word (&v)[16], const Constants& c) noexcept {
        Word& word = v[t % 16];
        if constexpr (t <= 22) word = add(v[(t - 16) % 16], small_sigma0(v[(t - 15) % 16]));
        if constexpr (t == 23) word = add(add_constant(v[7], c.sigma0_padding), v[16 % 16]);
        if constexpr (t == 24) word = add_constant(v[17 % 16], c.padding);
        if constexpr (t >= 25 && t <= 31) word = v[(t - 7) % 16];
        if constexpr (t == 17) word = add_constant(word, c.sigma1_digest_bits);
        if constexpr (t == 22) word = add_constant(word, c.digest_bits);
        if constexpr (t == 30) word = add_constant(word, c.sigma0_digest_bits);
        if constexpr (t == 31) word = add(add_constant(word, c.digest_bits), small_sigma0(v[16 % 16]));
        if constexpr (t >= 18) word = add(word, small_sigma1(v[(t - 2) % 16]));
    }

    /// h + K + V of round t; makes V[t] when it is not there yet.
    template <int t>
    [[gnu::always_inline]] static Word second_hkw(const Word (&s)[8], Word (&v)[16], const Constants& c) noexcept {
        if constexpr (t < 4)
            return add_constant(v[t], c.second_hk[t]);
        else if constexpr (t == 8)
            return add_constant(h_of<t>(s), c.second_k8);
        else if constexpr (t == 15)
            return add_constant(h_of<t>(s), c.second_k15);
        else if constexpr (t > 8 && t < 15)
            return add_constant(h_of<t>(s), c.k[t]);
        else {
            if constexpr (t >= 32)
                expand_full<t>(v);
            else if constexpr (t >= 16)
                expand_second<t>(v, c);
            if constexpr (t == 60)  // K60 is in the test
                return add(h_of<t>(s), v[t % 16]);
            else
                return add(h_of<t>(s), add_constant(v[t % 16], c.k[t]));
        }
    }

    /// Rounds t..60; of the last four only e is needed, because e after round 60 becomes digest word 7.
    template <int t, RoundOrder order>
    [[gnu::always_inline]] static void second_rounds(Word (&s)[8], Word (&v)[16], const Constants& c) noexcept {
        const Word hkw = second_hkw<t>(s, v, c);
        if constexpr (t < 57)
            round<t, order>(s, hkw);
        else
            round_e<t, order>(s, hkw);
        if constexpr (t < 60) second_rounds<t + 1, order>(s, v, c);
    }

    /// e after round 60 of the second hash, less K60.
    template <RoundOrder order>
    [[gnu::always_inline]] static Word second_hash(Word (&v)[16], const Constants& c) noexcept {
        Word s[8];
        for (int i = 0; i < 8; ++i)
            if (i != 3 && i != 7) s[place(i, 0)] = V::broadcast(&c.iv[i]);
        s[place(0, 1)] = add_constant(v[0], c.second_a);
        s[place(4, 1)] = add_constant(v[0], c.second_e);
        second_rounds<1, order>(s, v, c);
        return s[place(4, 61)];
    }

    // ---- Hits ---------------------------------------------------------------------------------------------------
    /// One bit per lane that is a candidate. The branch goes the same way for a whole job.
    [[gnu::always_inline]] static std::uint32_t candidates(Word e60, const ScanJob& job, const Constants& c) noexcept {
        if (job.top_limit == 0) return V::equal(e60, V::broadcast(&c.zero_test));
        return V::byteswapped_at_most(add_constant(e60, c.top_word), V::broadcast(&job.top_limit));
    }

    /// Lanes of a group that are still inside the range.
    static constexpr std::uint32_t lanes_within(std::uint64_t left) noexcept {
        constexpr std::uint32_t all = static_cast<std::uint32_t>((std::uint64_t{1} << V::lanes) - 1);
        return left >= V::lanes ? all : all & ((1U << left) - 1U);
    }

    [[gnu::noinline]] static std::size_t store_hits(std::uint32_t lanes, std::uint32_t first, std::uint32_t version,
                                                    Hit* hits, std::size_t used) noexcept {
        for (std::uint32_t lane = 0; lanes != 0; ++lane, lanes >>= 1U)
            if ((lanes & 1U) != 0) hits[used++] = Hit{first + lane, static_cast<std::uint8_t>(version)};
        return used;
    }

    // ---- Scans --------------------------------------------------------------------------------------------------
    /// Hides where the constants are, so that the compiler adds them from memory instead of building each one.
    [[gnu::always_inline]] static const Constants& constants() noexcept {
        const Constants* table = &detail::scan_constants;
        __asm__("" : "+r"(table));
        return *table;
    }

    static constexpr std::uint64_t nonce_space = std::uint64_t{1} << 32;
    static constexpr std::uint64_t at_most_all(std::uint64_t count) noexcept {
        return count < nonce_space ? count : nonce_space;
    }

    [[gnu::noinline]] static Progress scan_plain(const ScanJob& job, std::uint32_t first, std::uint64_t count,
                                                 Hit* hits, std::size_t room) noexcept {
        const Constants& c = constants();
        const std::uint64_t todo = at_most_all(count);
        std::size_t used = 0;
        std::uint64_t done = 0;
        for (; done < todo && room - used >= V::lanes; done += V::lanes) {
            const std::uint32_t n = first + static_cast<std::uint32_t>(done);
            const Word w3 = V::nonce_words(n);
            alignas(64) Word w[16];
            Word s[8];
            begin_first(s, job.versions[0], w3);
            constant_rounds<4, V::plain_order>(s, job, job.versions[0]);
            open_rounds<first_open, V::plain_order>(s, w, w3, job, c);
            finish_first(w, s, job.versions[0]);
            const std::uint32_t lanes = candidates(second_hash<V::plain_order>(w, c), job, c);
            if (lanes != 0) [[unlikely]]
                used = store_hits(lanes & lanes_within(todo - done), n, 0, hits, used);
        }
        return {done < todo ? done : todo, used};
    }

    [[gnu::noinline]] static Progress scan_shared(const ScanJob& job, std::uint32_t first, std::uint64_t count,
                                                  Hit* hits, std::size_t room) noexcept {
        const Constants& c = constants();
        const std::uint32_t versions = job.version_count;
        const std::uint64_t todo = versions == 0 || versions > ScanJob::max_versions ? 0 : at_most_all(count);
        std::size_t used = 0;
        std::uint64_t done = 0;
        OpenSchedule schedule;
        for (; done < todo && room - used >= V::lanes * versions; done += V::lanes) {
            const std::uint32_t n = first + static_cast<std::uint32_t>(done);
            const Word w3 = V::nonce_words(n);
            Word ring[16];
            make_schedule<first_open>(schedule, ring, w3, job, c);
            for (std::uint32_t i = 0; i < versions; ++i) {
                Word s[8], v[16];
                begin_first(s, job.versions[i], w3);
                constant_rounds<4, V::shared_order>(s, job, job.versions[i]);
                open_rounds<first_open, V::shared_order>(s, schedule);
                finish_first(v, s, job.versions[i]);
                const std::uint32_t lanes = candidates(second_hash<V::shared_order>(v, c), job, c);
                if (lanes != 0) [[unlikely]]
                    used = store_hits(lanes & lanes_within(todo - done), n, i, hits, used);
            }
        }
        return {done < todo ? done : todo, used};
    }
};

}  // namespace adit::driver::sha256
