// What the person asked for: argv into one of the commands. Nothing is opened here.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "hal/clock.hpp"
#include "miner/cli/bench_command.hpp"
#include "miner/cli/boards_command.hpp"
#include "miner/cli/config.hpp"
#include "miner/cli/detect_command.hpp"
#include "miner/cli/latches_command.hpp"
#include "miner/cli/probe_command.hpp"

namespace adit::miner::cli {

/// `adit mine` and `adit demo`, ready to run.
struct MineCommand {
    Config config;
    std::optional<Duration> duration;
    bool json = false;
    bool demo = false;       ///< the pool is ours, on loopback
    std::string cpu_engine;  ///< of CPU devices whose spec names none; empty: the fastest
};
struct ConfigCheckCommand {
    std::string file;
};
/// `--help`, `--version`: text for stdout.
struct PrintText {
    std::string text;
};

using Command = std::variant<MineCommand, BenchCommand, DetectCommand, BoardsCommand, ConfigCheckCommand, ProbeCommand,
                             LatchesCommand, PrintText>;

/// Errors: `usage` (unknown command or option, bad value) and `config` (a named file is bad); one line each.
[[nodiscard]] Expected<Command, Problem> parse_command_line(std::span<const std::string> arguments);

}  // namespace adit::miner::cli
