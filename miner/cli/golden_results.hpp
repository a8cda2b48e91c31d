// Headers whose results are known: results of real chips on blocks of the main chain and of a pool's job. For the
// health test without a pool. Every one has at least 40 zero bits.
#pragma once

#include <cstdint>
#include <vector>

#include "driver/work.hpp"

namespace adit::miner::cli {

struct GoldenResult {
    driver::Work work;      ///< version as it has to be, nonce bytes zero; rolls the bits that are not set in it
    std::uint32_t nonce{};  ///< the header integer
    std::uint32_t version{};
};

/// All of them, with ids 0. Sources: block chain; published logs of BM1366 and BM1370 boards.
[[nodiscard]] std::vector<GoldenResult> golden_results();

}  // namespace adit::miner::cli
