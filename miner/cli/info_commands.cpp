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
#include "miner/cli/envelope_text.hpp"

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

/// A board that fits the envelope compiled in.
struct LoadedBoard {
    boards::BoardDefinition definition;
    boards::safety::Profile profile;
};

Expected<std::string, Problem> text_of(const std::string& name_or_file) {
    for (const boards::CatalogFile& shipped : boards::catalog_files())
        if (shipped.file == name_or_file + ".toml") return std::string{shipped.text};
    if (name_or_file.find('.') == std::string::npos && name_or_file.find('/') == std::string::npos)
        return failure(
            Problem{ExitCode::usage, "no board is called \"" + name_or_file + "\"; `adit boards` lists them"});
    auto text = read_text_file(name_or_file, boards::max_toml_bytes);
    if (!text) return failure(Problem{text.error()});
    return *std::move(text);
}

/// A board of the catalogue by name, or a board file. A name has no dot.
Expected<LoadedBoard, Problem> load_board(const std::string& name_or_file) {
    const auto text = text_of(name_or_file);
    if (!text) return failure(text.error());
    auto board = boards::parse_board(*text);
    if (!board) return failure(Problem{ExitCode::config, boards::format_complaints(name_or_file, board.error())});
    const auto profile = boards::safety::make_profile(*board);
    if (!profile) return failure(Problem{ExitCode::config, explain(profile.error(), *board, name_or_file, *text)});
    return LoadedBoard{*std::move(board), *profile};
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
        if (board)
            print(file + ": ok, " + board->definition.name + "\n");
        else
            code = report(board.error());
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
    if (const auto obstacle = boards::why_not_drivable(board->definition))
        return report(Problem{ExitCode::no_hardware, board->definition.name + " " + *obstacle});
    for (const std::string& line : boards::explain_power_on(board->definition, board->profile)) print(line + "\n");
    return ExitCode::ok;
}

}  // namespace adit::miner::cli
