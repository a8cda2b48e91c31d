#include "miner/bench/agreement.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <tuple>

#include "driver/sha256/sha256.hpp"
#include "driver/work.hpp"
#include "miner/bench/sample_work.hpp"

namespace adit::miner::bench {
namespace {

using driver::sha256::Engine;
using driver::sha256::Hit;
using driver::sha256::Progress;
using driver::sha256::ScanJob;

constexpr std::uint64_t compared_nonces = 3'001;       // odd, so that the last group of any engine is not full
constexpr std::uint32_t before_the_end = 0xffff'fa24;  // half of them on either side of the wrap
constexpr std::uint8_t easy_bits = 3;                  // one hash in eight is a hit: some in every lane

/// Hits of a whole range, in order. Nothing when the engine goes beyond its range or buffer, or stands still.
std::optional<std::vector<Hit>> all_hits(const Engine& engine, const ScanJob& job, std::uint32_t first,
                                         std::uint64_t count) {
    std::array<Hit, 1024> buffer{};
    std::vector<Hit> found;
    while (count > 0) {
        const Progress progress = engine.scan(job, first, count, buffer.data(), buffer.size());
        if (progress.nonces_done == 0 || progress.nonces_done > count || progress.hits > buffer.size()) return {};
        found.insert(found.end(), buffer.begin(), buffer.begin() + static_cast<std::ptrdiff_t>(progress.hits));
        first += static_cast<std::uint32_t>(progress.nonces_done);
        count -= progress.nonces_done;
    }
    std::ranges::sort(found, {}, [](const Hit& hit) { return std::tuple{hit.nonce, hit.version_index}; });
    return found;
}

bool is_same(const Hit& a, const Hit& b) noexcept { return a.nonce == b.nonce && a.version_index == b.version_index; }

}  // namespace

bool agrees_with_portable(const Subject& subject) {
    const ScanJob job = driver::sha256::prepare(sample_work(subject.versions, easy_bits));
    const auto theirs = all_hits(subject.engine, job, before_the_end, compared_nonces);
    const auto ours = all_hits(driver::sha256::portable_engine(), job, before_the_end, compared_nonces);
    return theirs && ours && !ours->empty() && std::ranges::equal(*theirs, *ours, is_same);
}

bool finds_planted(const Subject& subject) {
    constexpr std::uint32_t around = 37;  // more than one group of the widest engine on either side
    const Planted planted = planted_solution(subject.versions);
    const ScanJob job = driver::sha256::prepare(planted.work);
    const auto hits = all_hits(subject.engine, job, planted.solution.nonce - around, 2 * around);
    return hits && hits->size() == 1 && is_same(hits->front(), planted.solution);
}

}  // namespace adit::miner::bench
