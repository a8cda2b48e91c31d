// Everything of a scan that does not depend on the nonce, once per work: midstates, rounds 0..2 and the constant words
// of the second block's schedule.
#include <algorithm>
#include <array>

#include "driver/sha256/rounds.hpp"
#include "driver/sha256/sha256.hpp"

namespace adit::driver::sha256 {
namespace {

using detail::k;
using detail::small_sigma0;
using detail::small_sigma1;
using detail::Word;

/// Words 0..2 of block 2 and the constant words and sums of its schedule (W4 = padding, W5..W14 = 0, W15 = length).
void set_tail(ScanJob& job, std::span<const std::byte, 80> header) noexcept {
    for (std::size_t i = 0; i < 3; ++i) job.tail[i] = detail::load_be(header.subspan(64 + 4 * i).first<4>());
    const auto [w0, w1, w2] = job.tail;
    job.w16 = small_sigma0(w1) + w0;
    job.w17 = small_sigma1(detail::header_bits) + small_sigma0(w2) + w1;
    job.c18 = small_sigma1(job.w16) + w2;
    job.c19 = small_sigma1(job.w17) + small_sigma0(detail::padding);
    job.c31 = detail::header_bits + small_sigma0(job.w16);
    job.c32 = job.w16 + small_sigma0(job.w17);
    const Word w[18] = {0, 0, 0, 0, detail::padding,     0,       0,      0, 0, 0, 0,
                        0, 0, 0, 0, detail::header_bits, job.w16, job.w17};
    for (std::size_t t = 4; t < 18; ++t) job.kw[t] = k[t] + w[t];
}

/// Rounds 0..2 of block 2, and what the next four do before they see the nonce.
VersionConstants version_constants(const State& midstate, const ScanJob& job) noexcept {
    auto [a, b, c, d, e, f, g, h] = midstate;
    detail::round(a, b, c, d, e, f, g, h, k[0] + job.tail[0]);
    detail::round(h, a, b, c, d, e, f, g, k[1] + job.tail[1]);
    detail::round(g, h, a, b, c, d, e, f, k[2] + job.tail[2]);
    const State s{f, g, h, a, b, c, d, e};
    VersionConstants version{};
    std::ranges::copy(midstate, version.midstate);
    std::ranges::copy(s, version.after_round2);
    const Word t1 = s[7] + detail::big_sigma1(s[4]) + detail::choose(s[4], s[5], s[6]) + k[3];
    version.round3_e = s[3] + t1;
    version.round3_a = t1 + detail::big_sigma0(s[0]) + detail::majority(s[0], s[1], s[2]);
    for (std::size_t i = 0; i < 3; ++i) version.hkw[i] = s[6 - i] + job.kw[4 + i];
    std::ranges::copy(std::array{version.round3_a, s[0], s[1], s[2]}, version.round4_abcd);
    std::ranges::copy(std::array{version.round3_e, s[4], s[5], s[6]}, version.round4_efgh);
    return version;
}

}  // namespace

ScanJob prepare(const Work& work) noexcept {
    ScanJob job{};
    job.version_count = std::clamp<std::uint32_t>(work.version_count, 1, ScanJob::max_versions);
    job.top_limit = static_cast<Word>(std::uint64_t{0xffffffff} >> std::min<int>(work.claim_bits, 32));
    set_tail(job, work.header);
    for (std::size_t i = 0; i < job.version_count; ++i) {
        const auto header = work.version_count == 0 ? work.header : header_of(work, work.versions[i], 0);
        job.versions[i] = version_constants(midstate(header), job);
    }
    return job;
}

}  // namespace adit::driver::sha256
