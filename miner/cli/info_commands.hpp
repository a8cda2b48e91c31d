// The commands that only tell: detect, boards, config check, probe --explain. None of them energises anything.
#pragma once

#include "miner/cli/command_line.hpp"

namespace adit::miner::cli {

[[nodiscard]] ExitCode run_detect(const DetectCommand& command);
[[nodiscard]] ExitCode run_boards(const BoardsCommand& command);
[[nodiscard]] ExitCode run_config_check(const ConfigCheckCommand& command);
[[nodiscard]] ExitCode run_probe(const ProbeCommand& command);

}  // namespace adit::miner::cli
