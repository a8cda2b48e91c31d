// `adit-lab serve`: virtual boards on pseudo terminals, for Adit itself and for any other program.
#pragma once

#include <span>
#include <string>

#include "miner/cli/exit_code.hpp"

namespace adit::miner::cli {

/// Runs `adit-lab` with these arguments: serves one board until SIGINT or SIGTERM (blocked by the caller) or the
/// duration is over. Prints one JSON object with the two ports when they are ready.
[[nodiscard]] ExitCode run_lab(std::span<const std::string> arguments);

}  // namespace adit::miner::cli
