// The command that only tells: config check. See boards_command.hpp, detect_command.hpp, probe_command.hpp.
#pragma once

#include "miner/cli/command_line.hpp"

namespace adit::miner::cli {

[[nodiscard]] ExitCode run_config_check(const ConfigCheckCommand& command);

}  // namespace adit::miner::cli
