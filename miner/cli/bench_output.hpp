// A benchmark for people and for programs.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "miner/bench/cpu_bench.hpp"
#include "miner/cli/bench_baseline.hpp"

namespace adit::miner::cli {

/// An engine of this build that this processor cannot run.
struct UnusableEngine {
    std::string engine, reason;
};

struct BenchOutput {
    bench::Report report;
    std::vector<UnusableEngine> unusable;
    std::optional<Comparison> comparison;  ///< with the baseline, if there was one
};

/// One JSON object, schema adit.bench.cpu/1, ended by a line break. What is unknown is null.
[[nodiscard]] std::string bench_json(const BenchOutput& output);

/// Tables, some 100 columns wide.
[[nodiscard]] std::string bench_text(const BenchOutput& output);

}  // namespace adit::miner::cli
