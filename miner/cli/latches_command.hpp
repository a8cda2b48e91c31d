// `adit latches`: why boards stay off until somebody has looked, and saying that somebody has.
#pragma once

#include <span>
#include <string>

#include "hal/expected.hpp"
#include "miner/cli/exit_code.hpp"
#include "miner/cli/problem.hpp"

namespace adit::miner::cli {

struct LatchesCommand {
    std::string clear{};  ///< the device whose latch is to be cleared; empty: list
    std::string state_dir{};
    bool json = false;
    bool help = false;
};

extern const char* const latches_help;

/// What follows `latches` on the command line. Errors: `usage`.
[[nodiscard]] Expected<LatchesCommand, Problem> parse_latches(std::span<const std::string> words);

/// Exit codes: `failed` when there is no such latch or a miner is running, `permission` when the state directory may
/// not be written: who may write it is an operator (NV-13).
[[nodiscard]] ExitCode run_latches(const LatchesCommand& command);

}  // namespace adit::miner::cli
