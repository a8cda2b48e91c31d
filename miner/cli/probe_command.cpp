// See probe_command.hpp.
#include "miner/cli/probe_command.hpp"

#include <fmt/format.h>

#include <cstdio>

#include "boards/host/drivable.hpp"
#include "boards/host/explain.hpp"
#include "miner/cli/board_source.hpp"
#include "miner/cli/device_spec.hpp"

namespace adit::miner::cli {

namespace {

ExitCode report(const Problem& problem) {
    fmt::print(stderr, "adit: {}\n", problem.line);
    return problem.code;
}

/// The board of a device spec, or the word itself.
Expected<std::string, Problem> board_of(const std::string& target) {
    if (target.find(':') == std::string::npos) return target;
    const auto spec = parse_device_spec(target);
    if (!spec) return failure(Problem{spec.error()});
    if (const auto* board = std::get_if<VirtualSpec>(&spec->what)) return board->board;
    if (const auto* board = std::get_if<SerialSpec>(&spec->what)) return board->board;
    return failure(Problem{ExitCode::usage, "the processor has no bring-up to explain"});
}

ExitCode explain(const ProbeCommand& command) {
    const auto name = board_of(command.target);
    if (!name) return report(name.error());
    const auto board = load_board(*name);
    if (!board) return report(board.error());
    if (const auto obstacle = boards::why_not_drivable(board->definition))
        return report({ExitCode::no_hardware, board->definition.name + " " + *obstacle});
    for (const std::string& line : boards::explain_power_on(board->definition, board->profile))
        fmt::print("{}\n", line);
    return ExitCode::ok;
}

}  // namespace

ExitCode run_probe(const ProbeCommand& command) {
    if (command.task == ProbeCommand::Task::explain) return explain(command);
    return report({ExitCode::usage, "probe can only --explain in this build; it touches no hardware"});
}

}  // namespace adit::miner::cli
