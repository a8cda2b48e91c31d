// See engine_trial.hpp.
#include "boards/cpu/engine_trial.hpp"

#include <algorithm>

#include "boards/cpu/engine_check.hpp"
#include "driver/sha256/sha256.hpp"
#include "driver/work.hpp"

namespace adit::boards::cpu {

namespace {

constexpr Duration block_time = std::chrono::milliseconds{1};
constexpr int blocks = 5;
constexpr std::uint64_t most_nonces = 1U << 15U;  ///< a millisecond of the plain form at 32 MH/s
constexpr std::uint64_t most_growth = 16;         ///< the first block is a single group, with cold caches

driver::Work trial_work(std::uint8_t versions) noexcept {
    driver::Work work;
    work.claim_bits = 32;  // as in operation: a hit is rare
    work.version_count = versions;
    for (std::uint32_t i = 0; i < work.versions.size(); ++i) work.versions[i] = 0x20000000 + 0x2000 * i;
    return work;
}

/// Scans one block; returns how many nonces would fill the next.
std::uint64_t scan_block(Contestant& contestant, std::uint64_t nonces, HitBuffer& hits, const hal::Clock& clock) {
    const driver::sha256::ScanJob job = driver::sha256::prepare(trial_work(contestant.versions));
    const Instant begin = clock.now();
    const auto progress = contestant.engine->scan(job, 0, nonces, hits.data(), hits.size());
    const Duration time = clock.now() - begin;
    if (time <= Duration::zero() || progress.nonces_done == 0) return nonces;
    const double ns_per_nonce = static_cast<double>(time.count()) / static_cast<double>(progress.nonces_done);
    contestant.ns_per_hash = std::min(contestant.ns_per_hash, ns_per_nonce / contestant.versions);
    const auto fitting = static_cast<std::uint64_t>(static_cast<double>(block_time.count()) / ns_per_nonce);
    const std::uint64_t group = contestant.engine->group_nonces;
    return std::clamp(std::min(fitting, nonces * most_growth) / group * group, group, most_nonces);
}

}  // namespace

void run_trial(std::span<Contestant> contestants, const hal::Clock& clock) noexcept {
    constexpr std::size_t most_contestants = 64;
    std::array<std::uint64_t, most_contestants> nonces{};
    HitBuffer hits;
    const std::span racing = contestants.first(std::min(contestants.size(), most_contestants));
    for (std::size_t i = 0; i < racing.size(); ++i) nonces[i] = racing[i].engine->group_nonces;
    constexpr int runs_up = 2;  // one group, then sixteen: these only find the length of a block
    for (int block = 0; block < runs_up + blocks; ++block)
        for (std::size_t i = 0; i < racing.size(); ++i) nonces[i] = scan_block(racing[i], nonces[i], hits, clock);
}

}  // namespace adit::boards::cpu
