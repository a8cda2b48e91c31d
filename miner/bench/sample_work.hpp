// Work to measure and to check with: real block headers, so that there is a known answer.
#pragma once

#include <cstdint>

#include "driver/sha256/scan_job.hpp"
#include "driver/work.hpp"

namespace adit::miner::bench {

/// The header of main-chain block 125552 with `versions` (1..16) versions, none of which solves it, for hits of at
/// least `claim_bits` zero bits.
[[nodiscard]] driver::Work sample_work(std::uint8_t versions, std::uint8_t claim_bits) noexcept;

struct Planted {
    driver::Work work;
    driver::sha256::Hit solution;
};

/// Block 125552 with its own version as the last of `versions`: one nonce of one version solves it.
[[nodiscard]] Planted planted_solution(std::uint8_t versions) noexcept;

}  // namespace adit::miner::bench
