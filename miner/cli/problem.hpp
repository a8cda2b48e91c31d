// What goes wrong before mining starts: one line for the person, one exit code for the script.
#pragma once

#include <string>

#include "miner/cli/exit_code.hpp"

namespace adit::miner::cli {

struct Problem {
    ExitCode code{ExitCode::failed};
    std::string line;  ///< what is wrong and what to do; several lines only for a file with several mistakes
};

}  // namespace adit::miner::cli
