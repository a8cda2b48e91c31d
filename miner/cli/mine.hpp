// `adit mine` and `adit demo` from start to summary.
#pragma once

#include "miner/cli/command_line.hpp"

namespace adit::miner::cli {

/// Runs until the duration is over or a signal comes. The summary goes to standard output, everything else to
/// standard error. SIGINT and SIGTERM are blocked (stop_signal.hpp).
[[nodiscard]] ExitCode run_mine(const MineCommand& command);

}  // namespace adit::miner::cli
