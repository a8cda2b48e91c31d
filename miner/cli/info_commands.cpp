// See info_commands.hpp.
#include "miner/cli/info_commands.hpp"

#include <fmt/format.h>

#include <cstdio>

namespace adit::miner::cli {

ExitCode run_config_check(const ConfigCheckCommand& command) {
    const auto config = load_config(command.file);
    if (!config) {
        fmt::print(stderr, "adit: {}\n", config.error().line);
        return config.error().code;
    }
    fmt::print("{}: ok, {} pool(s), {} device(s)\n", command.file, config->pools.size(), config->devices.size());
    return ExitCode::ok;
}

}  // namespace adit::miner::cli
