// adit: command-line miner. Words in, one command out; everything else is in miner/cli and miner/rig.
#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include "miner/cli/bench_command.hpp"
#include "miner/cli/command_line.hpp"
#include "miner/cli/info_commands.hpp"
#include "miner/cli/latches_command.hpp"
#include "miner/cli/mine.hpp"
#include "miner/cli/stop_signal.hpp"

namespace {

using namespace adit::miner::cli;

ExitCode run(const MineCommand& command) { return run_mine(command); }
ExitCode run(const BenchCommand& command) { return run_bench(command); }
ExitCode run(const DetectCommand& command) { return run_detect(command); }
ExitCode run(const BoardsCommand& command) { return run_boards(command); }
ExitCode run(const ConfigCheckCommand& command) { return run_config_check(command); }
ExitCode run(const ProbeCommand& command) { return run_probe(command); }
ExitCode run(const LatchesCommand& command) { return run_latches(command); }
ExitCode run(const PrintText& command) {
    std::fputs(command.text.c_str(), stdout);
    return ExitCode::ok;
}

}  // namespace

int main(int count, char** words) try {
    block_stop_signals();
    const std::vector<std::string> arguments(words + 1, words + count);
    const auto command = parse_command_line(arguments);
    if (!command) {
        std::fprintf(stderr, "adit: %s\n", command.error().line.c_str());
        return static_cast<int>(command.error().code);
    }
    return static_cast<int>(std::visit([](const auto& what) { return run(what); }, *command));
} catch (const std::exception& error) {  // broken construction only: out of memory, descriptors or threads
    std::fprintf(stderr, "adit: %s\n", error.what());
    return static_cast<int>(ExitCode::failed);
}
