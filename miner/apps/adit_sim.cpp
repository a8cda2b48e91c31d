// adit-sim: days of mining on virtual boards under virtual time, with seeded faults; see docs/simulation.md.
#include <boost/program_options.hpp>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <exception>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "boards/definition/catalog.hpp"
#include "boards/simulation/report.hpp"
#include "boards/simulation/simulation.hpp"
#include "miner/cli/exit_code.hpp"
#include "miner/cli/version.hpp"

namespace {

namespace options = boost::program_options;
namespace sim = adit::boards::simulation;
using adit::miner::cli::ExitCode;

struct Wishes {
    std::uint64_t seed = 1, seeds = 1;
    double days = 1;
    std::string profile = "bitaxe-gamma", json, trace;
    bool is_help = false;
};

options::options_description described(Wishes& wishes) {
    options::options_description all{"adit-sim: virtual boards, virtual time, seeded faults\n\noptions"};
    auto add = all.add_options();
    add("seed", options::value(&wishes.seed)->default_value(1), "the first seed");
    add("seeds", options::value(&wishes.seeds)->default_value(1), "how many, one after another");
    add("days", options::value(&wishes.days)->default_value(1), "board-days of each seed");
    add("profile", options::value(&wishes.profile)->default_value("bitaxe-gamma"),
        "a board of `adit boards`, or `all`: each seed another of them");
    add("json", options::value(&wishes.json), "write the result there too; - for standard output");
    add("trace", options::value(&wishes.trace), "write every event there");
    add("help", options::bool_switch(&wishes.is_help), "this");
    return all;
}

/// Everything needed to see it happen again.
void print_finding(const sim::SimulationResult& result, const std::string& profile) {
    for (const std::string& line : result.last_events) std::fprintf(stderr, "%s\n", line.c_str());
    for (const sim::Finding& finding : result.findings)
        std::fprintf(stderr, "adit-sim %s --profile %s, %s\nFOUND %.*s board %u: %.*s: %g\n",
                     std::string{adit::miner::cli::version}.c_str(), profile.c_str(), result.options.text().c_str(),
                     static_cast<int>(finding.id.size()), finding.id.data(), unsigned{finding.board},
                     static_cast<int>(finding.what.size()), finding.what.data(), finding.value);
}

bool write_json(const std::string& path, const std::string& line) {
    if (path.empty()) return true;
    if (path == "-") return std::puts(line.c_str()) >= 0;
    std::ofstream file{path};
    file << line << '\n';
    return file.good();
}

/// The boards that the seeds take in turn; none if there is no such board.
std::vector<adit::boards::BoardDefinition> chosen(const std::string& profile) {
    if (profile == "all") return adit::boards::catalog();
    const auto board = adit::boards::find_board(profile);
    return board ? std::vector{*board} : std::vector<adit::boards::BoardDefinition>{};
}

sim::SimulationResult run_seed(const Wishes& wishes, const adit::boards::BoardDefinition& board, std::uint64_t seed,
                               std::FILE* trace) {
    const std::chrono::duration<double> time{wishes.days * 86400};
    sim::Simulation simulation{{.definition = board,
                                .seed = seed,
                                .board_time = std::chrono::duration_cast<adit::Duration>(time),
                                .trace = trace}};
    sim::SimulationResult result = simulation.run();
    std::fprintf(stderr, "%s; on %s; trace hash %016llx\n", result.options.text().c_str(), board.name.c_str(),
                 static_cast<unsigned long long>(result.trace_hash));
    if (!result.findings.empty()) print_finding(result, board.name);
    return result;
}

ExitCode run(const Wishes& wishes) {
    const auto boards = chosen(wishes.profile);
    if (boards.empty()) {
        std::fprintf(stderr, "adit-sim: no board is called \"%s\"; `adit boards` lists them\n", wishes.profile.c_str());
        return ExitCode::usage;
    }
    const auto close = [](std::FILE* file) { (void)std::fclose(file); };
    const std::unique_ptr<std::FILE, decltype(close)> trace{
        wishes.trace.empty() ? nullptr : std::fopen(wishes.trace.c_str(), "w"), close};
    const std::clock_t begin = std::clock();  // of this process: others may want the processor too
    sim::Report report;
    for (std::uint64_t seed = wishes.seed; seed < wishes.seed + wishes.seeds; ++seed)
        report.add(run_seed(wishes, boards[seed % boards.size()], seed, trace.get()));
    const double spent = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
    if (wishes.json != "-") std::fputs(report.text(spent).c_str(), stdout);
    const bool is_written = write_json(wishes.json, report.json(wishes.profile, spent));
    return report.is_pass() && is_written ? ExitCode::ok : ExitCode::failed;
}

}  // namespace

int main(int count, char** words) try {
    Wishes wishes;
    const options::options_description all = described(wishes);
    options::variables_map map;
    options::store(options::command_line_parser(count, words).options(all).positional({}).run(), map);
    options::notify(map);
    if (wishes.is_help) {
        std::ostringstream text;
        text << all;
        std::puts(text.str().c_str());
        return 0;
    }
    return static_cast<int>(run(wishes));
} catch (const options::error& error) {
    std::fprintf(stderr, "adit-sim: %s\n", error.what());
    return static_cast<int>(ExitCode::usage);
} catch (const std::exception& error) {
    std::fprintf(stderr, "adit-sim: %s\n", error.what());
    return static_cast<int>(ExitCode::failed);
}
