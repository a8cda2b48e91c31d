// One subject, ready to hash: the scan and the state that goes on from block to block.
#pragma once

#include <array>
#include <cstdint>

#include "hal/clock.hpp"
#include "miner/bench/subject.hpp"

namespace adit::miner::bench {

class BlockScan {
public:
    explicit BlockScan(const Subject& subject) noexcept;

    [[nodiscard]] const Subject& subject() const noexcept { return subject_; }

    /// Scans the next `nonces` in one go, as a miner does. Returns the hashes that were tested: nonces x versions.
    std::uint64_t scan(std::uint64_t nonces) noexcept;

    /// How many nonces, in whole groups, take about `time` on `clock`. Hashes for about as long.
    [[nodiscard]] std::uint64_t nonces_in(Duration time, const hal::Clock& clock) noexcept;

private:
    [[nodiscard]] std::uint64_t whole_groups(double nonces) const noexcept;

    Subject subject_;
    driver::sha256::ScanJob job_;
    std::uint32_t next_ = 0;
    std::array<driver::sha256::Hit, 1024> hits_{};
};

}  // namespace adit::miner::bench
