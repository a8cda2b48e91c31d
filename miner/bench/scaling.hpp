// One subject on several threads at once: does the second core bring as much as the first?
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "hal/clock.hpp"
#include "miner/bench/order_statistics.hpp"
#include "miner/bench/subject.hpp"

namespace adit::miner::bench {

/// Some threads hashing at the same time for a moment.
struct Slot {
    unsigned threads{};
    double hashes_per_second{};  ///< of the wall clock, all threads together
    double cpu_share{};          ///< of the thread that got least: its processor time per wall time
    double cycles_per_hash{};    ///< of a thread, by the chains of additions before and after
    std::uint64_t hashes{};
};

struct ScalingStep {
    unsigned threads{};
    Estimate hashes_per_second{}, cycles_per_hash{};
    double cpu_share{};  ///< median over the slots
    /// Rate per thread compared with one thread alone; unknown when the machine was busy with something else.
    std::optional<Estimate> efficiency{};
};

/// Below this share of its processor a thread was disturbed, and its rate says nothing about the machine.
inline constexpr double calm_share = 0.97;

/// 1, 2, 3 … up to eight threads, then doubling; `most` is always the last.
[[nodiscard]] std::vector<unsigned> thread_steps(unsigned most);

/// Which processors, for how long in all, and by which clock.
struct ScalingPlan {
    unsigned most_threads = 1;
    std::span<const int> processors{};  ///< threads are pinned to them round and round; empty: not at all
    Duration budget = std::chrono::seconds{2};
};

/// Hashes on `threads` threads for about `length`.
[[nodiscard]] Slot run_slot(const Subject& subject, unsigned threads, std::span<const int> processors, Duration length,
                            const hal::Clock& wall);

/// Slots of 1, 2 … threads in turn, at least three rounds of them.
[[nodiscard]] std::vector<Slot> run_slots(const Subject& subject, const ScalingPlan& plan, const hal::Clock& wall);

/// Slots in rounds: each slot is compared with the last one of one thread before it. Steps come in order of threads.
[[nodiscard]] std::vector<ScalingStep> summarise(std::span<const Slot> slots);

}  // namespace adit::miner::bench
