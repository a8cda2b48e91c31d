// `adit mine` and `adit demo` from start to summary.
#pragma once

#include "miner/cli/command_line.hpp"

namespace adit::miner::cli {

/// Runs until the duration is over or a signal comes. The summary goes to standard output, everything else to
/// standard error. SIGINT and SIGTERM must be blocked in the calling thread before anything starts a thread.
[[nodiscard]] ExitCode run_mine(const MineCommand& command);

/// Blocks SIGINT and SIGTERM in this thread and those it starts.
void block_stop_signals();

}  // namespace adit::miner::cli
