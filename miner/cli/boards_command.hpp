// `adit boards`: the boards this build knows, validation of board files, and what the operator vouches for.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "hal/expected.hpp"
#include "miner/cli/problem.hpp"

namespace adit::miner::cli {

struct BoardsCommand {
    enum class Verb { list, check, trust, confirm, list_trusted, revoke } verb = Verb::list;
    std::vector<std::string> names;  ///< files, boards, or what to revoke
    std::string state_dir;
    bool json = false;
    bool help = false;
};

extern const char* const boards_help;

/// Words after `boards`. Errors: `usage`.
[[nodiscard]] Expected<BoardsCommand, Problem> parse_boards(std::span<const std::string> words);

[[nodiscard]] ExitCode run_boards(const BoardsCommand& command);

}  // namespace adit::miner::cli
