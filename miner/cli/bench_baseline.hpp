// An earlier `adit bench cpu --json`, read back with suspicion, and what has changed since.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hal/expected.hpp"
#include "miner/bench/cpu_bench.hpp"
#include "miner/cli/problem.hpp"

namespace adit::miner::cli {

struct BaselineRow {
    std::string engine, scan;
    unsigned midstates{}, threads{};
    bench::Estimate rate;
};

struct Baseline {
    std::string cpu_model;        ///< empty: not said
    std::optional<double> hertz;  ///< of the chain of additions
    std::vector<BaselineRow> rows;
};

inline constexpr std::size_t most_baseline_bytes = 1U << 20U, most_baseline_rows = 1000;

/// Errors: what is wrong with it, in one line without the name of the file.
[[nodiscard]] Expected<Baseline, std::string> parse_baseline(std::string_view text);

/// Errors: `config`, with the file's name.
[[nodiscard]] Expected<Baseline, Problem> load_baseline(const std::string& path);

struct ComparedRow {
    std::string engine, scan;
    unsigned midstates{}, threads{};
    bench::Estimate ratio;  ///< of hash rates, now to then
};

struct Comparison {
    std::vector<ComparedRow> rows;   ///< those that both runs have
    std::vector<std::string> notes;  ///< why the ratios may say little: another processor, another clock
};

[[nodiscard]] Comparison compare(const bench::Report& now, const Baseline& before);

}  // namespace adit::miner::cli
