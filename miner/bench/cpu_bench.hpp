// The whole instrument: agreement, rounds on one thread, scaling, energy; and its result as plain data.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "hal/cpu_features.hpp"
#include "miner/bench/energy.hpp"
#include "miner/bench/machine.hpp"
#include "miner/bench/rounds.hpp"
#include "miner/bench/scaling.hpp"

namespace adit::miner::bench {

struct BenchOptions {
    std::vector<driver::sha256::Engine> engines;  ///< all of them usable here
    std::vector<std::uint8_t> versions;           ///< of the shared scans; each engine is measured plain as well
    unsigned threads = 0;                         ///< most for the scaling; 0: one per processor
    Duration duration = std::chrono::seconds{10};
};

/// One line of the result: a subject on a number of threads. Ratios are of hash rates, by pairs of the same round.
struct Row {
    std::string engine, scan;
    unsigned midstates{}, threads{};
    Estimate rate, cycles;  ///< hashes per second; cycles per hash
    double bound_cycles{};
    bool agrees{};
    std::optional<Estimate> to_portable, to_first, to_plain;  ///< unknown where the other one was not measured

    [[nodiscard]] double share_of_bound() const noexcept {
        return cycles.median > 0 ? bound_cycles / cycles.median : 0;
    }
};

struct Report {
    Machine machine;
    bool is_pinned{};
    Estimate hertz;
    std::size_t rounds{};
    Duration block{};
    std::vector<Row> rows;  ///< one thread, in order of engines; then the scaled subject on more threads
    std::vector<ScalingStep> scaling;
    std::optional<EnergyUse> energy;  ///< of the scaled subject on most threads
};

/// Called now and then with what is being done and the share of it that is done, 0..1.
using Progress = std::function<void(std::string_view, double)>;

/// Takes about `duration`, and what checking the engines takes (a fraction of a second each).
[[nodiscard]] Report run_cpu_bench(const BenchOptions& options, const Progress& tell);

/// Rows of one thread from what the rounds brought. `agreements`: one per series.
[[nodiscard]] std::vector<Row> rows_of(const Rounds& rounds, const std::vector<bool>& agreements);

/// "AVX-512", or "SHA-NI and SSE4.1": which of the wanted features are not there. Empty when all are.
[[nodiscard]] std::string missing_features(const hal::CpuFeatures& wanted, const hal::CpuFeatures& found);

}  // namespace adit::miner::bench
