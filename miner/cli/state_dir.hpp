// The state directory as commands name it, and what goes wrong there in the words of the command line.
#pragma once

#include <cerrno>
#include <string>

#include "boards/host/state_store.hpp"
#include "boards/safeoff/state_path.hpp"
#include "hal/expected.hpp"
#include "miner/cli/problem.hpp"

namespace adit::miner::cli {

/// `named`, or the default where it is empty. Errors: `usage` (neither is known).
[[nodiscard]] inline Expected<std::string, Problem> state_dir(const std::string& named) {
    std::string directory = named.empty() ? boards::safeoff::default_state_dir() : named;
    if (directory.empty())
        return failure(Problem{ExitCode::usage, "no state directory: give --state-dir, or set $HOME"});
    return directory;
}

/// A directory or file that may not be used is a matter of permission, everything else a failure.
[[nodiscard]] inline Problem state_problem(const boards::StateProblem& problem) {
    const bool is_denied = problem.error_number == EACCES || problem.error_number == EPERM;
    return {is_denied ? ExitCode::permission : ExitCode::failed, problem.what};
}

}  // namespace adit::miner::cli
