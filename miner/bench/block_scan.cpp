#include "miner/bench/block_scan.hpp"

#include <algorithm>

#include "driver/sha256/sha256.hpp"
#include "miner/bench/sample_work.hpp"

namespace adit::miner::bench {
namespace {

/// As the miner's own claim on a fast core: a few hits a second, found with the exact variant of the test.
constexpr std::uint8_t claim_bits = 24;
constexpr std::uint64_t most_nonces = 1U << 28U;  ///< in a block; an engine that takes no time would go on for ever

}  // namespace

BlockScan::BlockScan(const Subject& subject) noexcept
    : subject_{subject}, job_{driver::sha256::prepare(sample_work(subject.versions, claim_bits))} {}

std::uint64_t BlockScan::scan(std::uint64_t nonces) noexcept {
    const auto progress = subject_.engine.scan(job_, next_, nonces, hits_.data(), hits_.size());
    next_ += static_cast<std::uint32_t>(progress.nonces_done);
    return progress.nonces_done * subject_.versions;
}

std::uint64_t BlockScan::whole_groups(double nonces) const noexcept {
    const std::uint64_t group = subject_.engine.group_nonces;
    const double most = static_cast<double>(most_nonces);
    return std::max<std::uint64_t>(static_cast<std::uint64_t>(std::min(nonces, most)) / group, 1) * group;
}

std::uint64_t BlockScan::nonces_in(Duration time, const hal::Clock& clock) noexcept {
    for (std::uint64_t nonces = whole_groups(1);; nonces *= 2) {
        const Instant start = clock.now();
        scan(nonces);
        const Duration took = clock.now() - start;
        if (took >= time / 4 || nonces >= most_nonces)
            return whole_groups(static_cast<double>(nonces) * static_cast<double>(time.count()) /
                                static_cast<double>(std::max<Duration::rep>(took.count(), 1)));
    }
}

}  // namespace adit::miner::bench
