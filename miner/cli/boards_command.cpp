// See boards_command.hpp.
#include "miner/cli/boards_command.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <boost/json.hpp>
#include <cstdio>
#include <ctime>

#include "boards/definition/catalog.hpp"
#include "boards/definition/names.hpp"
#include "boards/host/drivable.hpp"
#include "boards/host/operator_file.hpp"
#include "miner/cli/board_budget.hpp"
#include "miner/cli/board_source.hpp"
#include "miner/cli/state_dir.hpp"

namespace adit::miner::cli {

namespace json = boost::json;
using Verb = BoardsCommand::Verb;

const char* const boards_help = R"(usage: adit boards [--json]                  the boards this build knows
       adit boards check FILE…               validate board files
       adit boards trust FILE                let a board file of your own energise a board
       adit boards confirm NAME              let a shipped board with open questions energise
       adit boards trust --list [--json]     what was trusted and confirmed
       adit boards trust --revoke NAME|HASH  take it back

A board file that Adit does not ship, and a shipped one whose facts are not complete, keep a board off until somebody
who may write to the state directory vouches for them. Trust is in the content: an edited file has to be trusted again.
  --state-dir DIR   by default the first of $STATE_DIRECTORY, else ~/.local/state/adit
)";

namespace {

Problem usage(const std::string& line) { return {ExitCode::usage, line}; }

ExitCode report(const Problem& problem) {
    fmt::print(stderr, "adit: {}\n", problem.line);
    return problem.code;
}

ExitCode list_boards(bool as_json) {
    json::array rows;
    for (const boards::BoardDefinition& board : boards::catalog()) {
        const std::string_view chip = boards::name(board.chain.chip);
        const std::optional<std::string> obstacle = boards::why_not_drivable(board);
        if (as_json)
            rows.push_back(json::object{{"name", board.name},
                                        {"chip", chip},
                                        {"chips", board.chain.chips},
                                        {"status", board.status},
                                        {"usable", !obstacle},
                                        {"reason", obstacle.value_or("")}});
        else
            fmt::print("{:<26} {:>2} x {}  {}{}\n", board.name, board.chain.chips, chip, board.status,
                       obstacle ? "; " + *obstacle : "");
    }
    if (as_json)
        fmt::print("{}\n", json::serialize(json::object{{"schema", "adit.boards/1"}, {"boards", std::move(rows)}}));
    return ExitCode::ok;
}

ExitCode check(const std::vector<std::string>& files) {
    ExitCode code = ExitCode::ok;
    for (const std::string& file : files) {
        const auto board = load_board(file);
        if (board)
            fmt::print("{}: ok, {}\n{}", file, board->definition.name, budget_text(board->definition));
        else
            code = report(board.error());
    }
    return code;
}

std::int64_t wall_seconds() { return std::time(nullptr); }

/// What the operator vouches for, in one line each.
void show(const BoardSource& source) {
    const boards::BoardDefinition& board = source.definition;
    const boards::Limits& limits = board.limits;
    fmt::print("{}: {} x {}, core {} to {} mV, up to {:g} MHz, {:g} W\n", board.name, board.chain.chips,
               boards::name(board.chain.chip), limits.core_min.value, limits.core_max.value, limits.frequency_max.value,
               limits.input_max.value);
    if (board.status != "complete") fmt::print("  open: {}\n", board.status);
    if (const auto obstacle = boards::why_not_drivable(board)) fmt::print("  note: it {}\n", *obstacle);
    fmt::print("  sha256 {}\n", boards::to_hex(source.content));
}

ExitCode approve(const BoardsCommand& command, const std::string& directory) {
    const auto source = load_board(command.names.front());
    if (!source) return report(source.error());
    const bool is_confirm = command.verb == Verb::confirm;
    if (source->is_shipped != is_confirm)
        return report(usage(is_confirm ? "confirm is for boards that ship with Adit; a file is trusted: adit boards "
                                         "trust " +
                                             source->origin
                                       : "trust is for files; a shipped board is confirmed: adit boards confirm " +
                                             source->origin));
    if (source->stands_alone()) {
        fmt::print("{} ships with Adit and is complete: it needs no confirmation\n", source->definition.name);
        return ExitCode::ok;
    }
    bool has_room = true;
    const auto changed = boards::change_operator_book(directory, [&](boards::OperatorBook& book) {
        using Of = boards::Approval::Of;
        return has_room = book.approve(
                   {is_confirm ? Of::shipped : Of::file, source->content, source->definition.name, wall_seconds()});
    });
    if (!changed) return report(state_problem(changed.error()));
    if (!has_room) return report({ExitCode::failed, "no room for another: revoke one; adit boards trust --list"});
    show(*source);
    fmt::print("{}\n", is_confirm ? "confirmed" : "trusted");
    return ExitCode::ok;
}

ExitCode list_trusted(const std::string& directory, bool as_json) {
    const auto book = boards::read_operator_book(directory);
    if (!book) return report(state_problem(book.error()));
    json::array rows;
    for (const boards::Approval& approval : book->approvals()) {
        const char* const of = approval.of == boards::Approval::Of::file ? "trusted" : "confirmed";
        const std::string when = fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time_t{approval.at}));
        if (as_json)
            rows.push_back(json::object{
                {"board", approval.board}, {"kind", of}, {"sha256", boards::to_hex(approval.content)}, {"at", when}});
        else
            fmt::print("{:<26} {:<9} {}  sha256 {}\n", approval.board, of, when, boards::to_hex(approval.content));
    }
    if (as_json)
        fmt::print("{}\n", json::serialize(json::object{{"schema", "adit.trust/1"}, {"trusted", std::move(rows)}}));
    return ExitCode::ok;
}

ExitCode revoke(const std::string& what, const std::string& directory) {
    std::size_t count = 0;
    const auto changed = boards::change_operator_book(
        directory, [&](boards::OperatorBook& book) { return (count = book.revoke(what)) > 0; });
    if (!changed) return report(state_problem(changed.error()));
    if (count == 0)
        return report({ExitCode::failed, "nothing was trusted as \"" + what + "\"; see adit boards trust --list"});
    fmt::print("{}: revoked; a board that runs now goes on until its miner ends\n", what);
    return ExitCode::ok;
}

/// Verb and names from the loose words and the switches of `trust`.
Expected<void, Problem> understand(BoardsCommand& command, std::vector<std::string> loose, bool is_list,
                                   bool is_revoke) {
    const std::string verb = loose.empty() ? "" : loose.front();
    if (!loose.empty()) loose.erase(loose.begin());
    command.names = std::move(loose);
    const std::size_t count = command.names.size();
    if ((is_list || is_revoke) && verb != "trust")
        return failure(usage("--list and --revoke belong to adit boards trust"));
    if (is_list && is_revoke) return failure(usage("either --list or --revoke"));
    if (verb.empty()) return {};
    if (verb == "check") {
        command.verb = Verb::check;
        if (count == 0) return failure(usage("boards check needs a FILE"));
    } else if (verb == "trust") {
        command.verb = is_list ? Verb::list_trusted : is_revoke ? Verb::revoke : Verb::trust;
        if (count != (is_list ? 0U : 1U))
            return failure(usage("write: adit boards trust FILE, trust --list, or trust --revoke NAME"));
    } else if (verb == "confirm") {
        command.verb = Verb::confirm;
        if (count != 1) return failure(usage("write: adit boards confirm NAME"));
    } else {
        return failure(usage("boards \"" + verb + "\" is not known; see adit boards --help"));
    }
    return {};
}

}  // namespace

Expected<BoardsCommand, Problem> parse_boards(std::span<const std::string> words) {
    BoardsCommand command;
    std::vector<std::string> loose;
    bool is_list = false, is_revoke = false;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const std::string& word = words[i];
        if (word == "--json")
            command.json = true;
        else if (word == "--help" || word == "-h")
            command.help = true;
        else if (word == "--list")
            is_list = true;
        else if (word == "--revoke")
            is_revoke = true;
        else if (word == "--state-dir" && i + 1 < words.size())
            command.state_dir = words[++i];
        else if (word.starts_with("-"))
            return failure(usage("boards does not know \"" + word + "\"; see adit boards --help"));
        else
            loose.push_back(word);
    }
    if (command.help) return command;
    if (auto understood = understand(command, std::move(loose), is_list, is_revoke); !understood)
        return failure(std::move(understood).error());
    return command;
}

ExitCode run_boards(const BoardsCommand& command) {
    if (command.verb == Verb::list) return list_boards(command.json);
    if (command.verb == Verb::check) return check(command.names);
    const auto directory = state_dir(command.state_dir);
    if (!directory) return report(directory.error());
    switch (command.verb) {
        case Verb::list_trusted:
            return list_trusted(*directory, command.json);
        case Verb::revoke:
            return revoke(command.names.front(), *directory);
        default:
            return approve(command, *directory);
    }
}

}  // namespace adit::miner::cli
