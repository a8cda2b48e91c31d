// The portable nonce scan. What does not depend on the nonce is done once per job: midstates and rounds 0..2 of the
// second block. The schedule of the first hash is shared by all midstates of a nonce; the second hash stops as soon as
// its last digest word is known. Shortcuts as in any CPU miner; the arithmetic is FIPS 180-4.
#include <algorithm>
#include <bit>

#include "driver/sha256/rounds.hpp"
#include "driver/sha256/sha256.hpp"

namespace adit::driver::sha256 {
namespace {

using detail::k;
using detail::Word;
using Schedule = std::array<Word, 64>;

constexpr std::size_t first_open_round = 3;  // rounds 0..2 of block 2 do not see the nonce
constexpr std::uint64_t nonce_space = std::uint64_t{1} << 32;

/// Words 0..2 of block 2: the end of the merkle root, time, bits.
std::array<Word, 3> tail_of(std::span<const std::byte, 80> header) noexcept {
    return {detail::load_be(header.subspan<64, 4>()), detail::load_be(header.subspan<68, 4>()),
            detail::load_be(header.subspan<72, 4>())};
}

/// The state a..h after rounds 0..2 of block 2.
State after_round2(const State& midstate, const std::array<Word, 3>& tail) noexcept {
    auto [a, b, c, d, e, f, g, h] = midstate;
    detail::round(a, b, c, d, e, f, g, h, k[0] + tail[0]);
    detail::round(h, a, b, c, d, e, f, g, k[1] + tail[1]);
    detail::round(g, h, a, b, c, d, e, f, k[2] + tail[2]);
    return {f, g, h, a, b, c, d, e};
}

/// K + W of the second block for the nonce whose header integer is `nonce`.
Schedule schedule_of(const std::array<Word, 3>& tail, std::uint32_t nonce) noexcept {
    Schedule w{tail[0], tail[1], tail[2], detail::byteswap(nonce), detail::padding};
    w[15] = detail::header_bits;
    detail::expand(w);
    for (std::size_t t = first_open_round; t < w.size(); ++t) w[t] += k[t];
    return w;
}

/// Rounds 3..63 and the final addition of the first hash.
State first_hash(const State& midstate, const State& round3, const Schedule& kw) noexcept {
    State s = round3;
    for (std::size_t t = first_open_round; t < 59; t += 8) detail::eight_rounds(s, &kw[t]);
    detail::round(s[0], s[1], s[2], s[3], s[4], s[5], s[6], s[7], kw[59]);
    detail::round(s[7], s[0], s[1], s[2], s[3], s[4], s[5], s[6], kw[60]);
    detail::round(s[6], s[7], s[0], s[1], s[2], s[3], s[4], s[5], kw[61]);
    detail::round(s[5], s[6], s[7], s[0], s[1], s[2], s[3], s[4], kw[62]);
    detail::round(s[4], s[5], s[6], s[7], s[0], s[1], s[2], s[3], kw[63]);
    State digest;  // five rounds past a group of eight, `a` is found in place 3
    for (std::size_t i = 0; i < digest.size(); ++i) digest[i] = midstate[i] + s[(i + 3) % 8];
    return digest;
}

/// A round of which only the new `e` is wanted; returns it.
Word round_e(Word d, Word e, Word f, Word g, Word h, Word kw) noexcept {
    return d + h + detail::big_sigma1(e) + detail::choose(e, f, g) + kw;
}

/// The most significant 32 bits of the second hash as a number. Its digest word 7 is the start value plus `e` after
/// round 60, because that `e` wanders to `h` in three rounds; so rounds 61..63 are never done.
Word top_word(const State& first) noexcept {
    Schedule w;
    std::ranges::copy(first, w.begin());
    w[8] = detail::padding;
    std::fill(w.begin() + 9, w.begin() + 15, 0u);
    w[15] = detail::digest_bits;
    detail::expand(w, 60);
    for (std::size_t t = 0; t <= 60; ++t) w[t] += k[t];
    State s = initial_state;
    for (std::size_t t = 0; t < 56; t += 8) detail::eight_rounds(s, &w[t]);
    const auto [a, b, c, d, e, f, g, h] = s;
    Word e56 = d, a56 = h;
    detail::round(a, b, c, e56, e, f, g, a56, w[56]);
    const Word e57 = round_e(c, e56, e, f, g, w[57]);
    const Word e58 = round_e(b, e57, e56, e, f, w[58]);
    const Word e59 = round_e(a, e58, e57, e56, e, w[59]);
    const Word e60 = round_e(a56, e59, e58, e57, e56, w[60]);
    return detail::byteswap(initial_state[7] + e60);
}

}  // namespace

ScanJob prepare(const Work& work) noexcept {
    ScanJob job;
    job.midstate_count = std::clamp<std::uint32_t>(work.version_count, 1, 16);
    job.tail = tail_of(work.header);
    for (std::size_t i = 0; i < job.midstate_count; ++i) {
        const auto header = work.version_count == 0 ? work.header : header_of(work, work.versions[i], 0);
        job.midstates[i] = midstate(header);
        job.round3[i] = after_round2(job.midstates[i], job.tail);
    }
    job.top_limit = static_cast<Word>(std::uint64_t{0xffffffff} >> std::min<int>(work.claim_bits, 32));
    return job;
}

Progress scan_portable(const ScanJob& job, std::uint32_t first, std::uint64_t count, std::span<Hit> hits) noexcept {
    const std::uint32_t midstates = std::min<std::uint32_t>(job.midstate_count, 16);
    const std::uint64_t todo = midstates == 0 ? 0 : std::min(count, nonce_space);
    Progress progress{};
    for (; progress.nonces_done < todo; ++progress.nonces_done) {
        if (hits.size() - progress.hits < midstates) break;
        const auto nonce = static_cast<std::uint32_t>(first + progress.nonces_done);
        const Schedule kw = schedule_of(job.tail, nonce);
        for (std::uint32_t i = 0; i < midstates; ++i)
            if (top_word(first_hash(job.midstates[i], job.round3[i], kw)) <= job.top_limit)
                hits[progress.hits++] = {nonce, static_cast<std::uint8_t>(i)};
    }
    return progress;
}

}  // namespace adit::driver::sha256
