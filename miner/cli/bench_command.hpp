// `adit bench cpu`: what was asked for, and doing it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "hal/clock.hpp"
#include "miner/cli/exit_code.hpp"

namespace adit::miner::cli {

struct BenchCommand {
    std::vector<std::string> engines;   ///< by name, all of them known; empty: every engine that runs here
    std::optional<unsigned> midstates;  ///< of the shared scan, 1..16; otherwise 4, 8 and 16
    unsigned threads = 0;               ///< most for the scaling; 0: one per processor
    Duration duration = std::chrono::seconds{10};
    bool json = false;
    std::string baseline;  ///< file with an earlier `--json` output; empty: none
};

/// Exit codes: `failed` when an engine does not agree with the portable one, `no_hardware` when a named engine cannot
/// run here, `config` when the baseline is no such file.
[[nodiscard]] ExitCode run_bench(const BenchCommand& command);

}  // namespace adit::miner::cli
