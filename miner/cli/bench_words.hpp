// The options of `adit bench cpu`, and what they say.
#pragma once

#include <boost/program_options.hpp>

#include "hal/expected.hpp"
#include "miner/cli/bench_command.hpp"
#include "miner/cli/problem.hpp"

namespace adit::miner::cli {

[[nodiscard]] boost::program_options::options_description bench_options();

/// Errors: `usage` (an engine that no build has, a number out of range, options that contradict each other).
[[nodiscard]] Expected<BenchCommand, Problem> read_bench(const boost::program_options::variables_map& values);

}  // namespace adit::miner::cli
