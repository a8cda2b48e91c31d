// See info_commands.hpp.
#include "miner/cli/info_commands.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <cstdio>

#include "boards/definition/catalog.hpp"
#include "boards/definition/loader.hpp"
#include "boards/definition/names.hpp"
#include "boards/host/drivable.hpp"
#include "boards/host/explain.hpp"
#include "miner/cli/detect.hpp"

namespace adit::miner::cli {

namespace json = boost::json;

namespace {

void print(const std::string& text) { std::fputs(text.c_str(), stdout); }

bool may_open(const std::string& path) { return ::access(path.c_str(), R_OK | W_OK) == 0; }

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
            print(fmt::format("{:<26} {:>2} x {}  {}{}\n", board.name, board.chain.chips, chip, board.status,
                              obstacle ? "; " + *obstacle : ""));
    }
    if (as_json) print(json::serialize(json::object{{"schema", "adit.boards/1"}, {"boards", std::move(rows)}}) + "\n");
    return ExitCode::ok;
}

/// A board of the catalogue by name, or a board file. A name has no dot.
Expected<boards::BoardDefinition, Problem> load_board(const std::string& name_or_file) {
    if (auto board = boards::find_board(name_or_file)) return *std::move(board);
    if (name_or_file.find('.') == std::string::npos && name_or_file.find('/') == std::string::npos)
        return failure(
            Problem{ExitCode::usage, "no board is called \"" + name_or_file + "\"; `adit boards` lists them"});
    const auto text = read_text_file(name_or_file, boards::max_toml_bytes);
    if (!text) return failure(Problem{text.error()});
    auto board = boards::parse_board(*text);
    if (!board) return failure(Problem{ExitCode::config, boards::format_complaints(name_or_file, board.error())});
    return *std::move(board);
}

/// A board file must also fit the envelope that is compiled in.
Expected<boards::safety::Profile, Problem> profile_of(const boards::BoardDefinition& board) {
    const auto profile = boards::safety::make_profile(board);
    if (profile) return *profile;
    const bool widens = profile.error().fault == boards::safety::EnvelopeFault::widens;
    return failure(
        Problem{ExitCode::config, fmt::format("{}: {} {}", board.name, boards::safety::name(profile.error().field),
                                              widens ? "reaches outside what the chip and regulator can take; narrow it"
                                                     : "contradicts the other limits")});
}

ExitCode report(const Problem& problem) {
    std::fprintf(stderr, "adit: %s\n", problem.line.c_str());
    return problem.code;
}

}  // namespace

ExitCode run_detect(const DetectCommand& command) {
    const auto ports = list_usb_serial();
    const auto known = boards::catalog();
    json::array rows;
    for (const Detected& row : detect(ports, known, may_open)) {
        if (command.json)
            rows.push_back(json::object{{"spec", row.spec},
                                        {"board", row.board},
                                        {"matched_by", row.matched_by},
                                        {"usable", row.usable},
                                        {"reason", row.reason}});
        else
            print(fmt::format("{:<48} {:<16} {:<11} {}{}\n", row.spec, row.board, row.matched_by,
                              row.usable ? "usable" : "not usable", row.reason.empty() ? "" : ": " + row.reason));
    }
    if (command.json)
        print(json::serialize(json::object{{"schema", "adit.detect/1"}, {"devices", std::move(rows)}}) + "\n");
    return ExitCode::ok;
}

ExitCode run_boards(const BoardsCommand& command) {
    if (command.check.empty()) return list_boards(command.json);
    ExitCode code = ExitCode::ok;
    for (const std::string& file : command.check) {
        const auto board = load_board(file);
        const auto profile = board ? profile_of(*board) : Expected<boards::safety::Profile, Problem>{};
        if (board && profile) print(file + ": ok, " + board->name + "\n");
        if (!board)
            code = report(board.error());
        else if (!profile)
            code = report(profile.error());
    }
    return code;
}

ExitCode run_config_check(const ConfigCheckCommand& command) {
    const auto config = load_config(command.file);
    if (!config) return report(config.error());
    print(
        fmt::format("{}: ok, {} pool(s), {} device(s)\n", command.file, config->pools.size(), config->devices.size()));
    return ExitCode::ok;
}

ExitCode run_probe(const ProbeCommand& command) {
    const std::string prefix = "virtual:";
    const auto board =
        load_board(command.board.starts_with(prefix) ? command.board.substr(prefix.size()) : command.board);
    if (!board) return report(board.error());
    const auto profile = profile_of(*board);
    if (!profile) return report(profile.error());
    if (const auto obstacle = boards::why_not_drivable(*board))
        return report(Problem{ExitCode::no_hardware, board->name + " " + *obstacle});
    for (const std::string& line : boards::explain_power_on(*board, *profile)) print(line + "\n");
    return ExitCode::ok;
}

}  // namespace adit::miner::cli
