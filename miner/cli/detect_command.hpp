// `adit detect`: what is attached and which board it is; asks its parts on request; remembers what the operator says.
#pragma once

#include <filesystem>
#include <span>
#include <string>

#include "hal/expected.hpp"
#include "miner/cli/problem.hpp"

namespace adit::miner::cli {

struct DetectCommand {
    bool json = false;
    bool help = false;
    bool probe = false;                       ///< ask the parts of every board whose ports may be opened
    std::string assign_device, assign_board;  ///< both empty: nothing to remember
    std::string forget;                       ///< device to forget
    std::string state_dir;
    std::filesystem::path sys_class_tty = "/sys/class/tty";  ///< but for tests
};

extern const char* const detect_help;

/// Words after `detect`. Errors: `usage`.
[[nodiscard]] Expected<DetectCommand, Problem> parse_detect(std::span<const std::string> words);

[[nodiscard]] ExitCode run_detect(const DetectCommand& command);

}  // namespace adit::miner::cli
