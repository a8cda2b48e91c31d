// The measurement of one thread: every subject hashes for a few milliseconds in turn, round after round, so that what
// slows the machine for a while slows all of them alike and drops out of their ratios.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "hal/clock.hpp"
#include "miner/bench/add_chain.hpp"
#include "miner/bench/order_statistics.hpp"
#include "miner/bench/subject.hpp"

namespace adit::miner::bench {

/// Where time and cycles come from. `thread` counts only while the calling thread runs.
struct Instruments {
    const hal::Clock& thread;
    const hal::Clock& wall;
    AddChain add_chain;  ///< one cycle per addition
};

struct RoundLimits {
    Duration budget = std::chrono::seconds{8};  ///< on the wall clock; at least `least` rounds are run all the same
    std::size_t aim = 100, least = 5, most = 10'000;
    Duration shortest_block = std::chrono::milliseconds{2}, longest_block = std::chrono::milliseconds{5};
};

/// What one subject did in each round; the same index in two series is the same round.
struct Series {
    Subject subject;
    std::vector<double> rates;   ///< hashes per second of thread time
    std::vector<double> cycles;  ///< per hash, by the chains of additions before and after the block
};

struct Rounds {
    std::vector<Series> series;
    Estimate hertz;    ///< of the chain of additions, over all blocks
    Duration block{};  ///< how long one was meant to take
    std::size_t count = 0;
};

/// Called after each round with the share of the work that is done, 0..1.
using ShareDone = std::function<void(double)>;

/// Measures on the calling thread, which should be pinned.
[[nodiscard]] Rounds run_rounds(const std::vector<Subject>& subjects, const Instruments& instruments,
                                const RoundLimits& limits, const ShareDone& tell = {});

}  // namespace adit::miner::bench
