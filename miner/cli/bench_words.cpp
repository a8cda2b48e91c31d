// See bench_words.hpp.
#include "miner/cli/bench_words.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "driver/sha256/engines.hpp"
#include "miner/cli/duration_text.hpp"

namespace adit::miner::cli {

namespace po = boost::program_options;

namespace {

using Texts = std::vector<std::string>;

constexpr unsigned most_threads = 256;
constexpr unsigned most_midstates = driver::sha256::ScanJob::max_versions;

Expected<void, Problem> read_engines(const po::variables_map& values, BenchCommand& command) {
    if (values.count("engine") == 0) return {};
    command.engines = values["engine"].as<Texts>();
    if (values["all"].as<bool>()) return failure(Problem{ExitCode::usage, "--engine and --all contradict each other"});
    std::string known;
    for (const auto& engine : driver::sha256::engines()) known.append(known.empty() ? "" : ", ").append(engine.name);
    for (const std::string& name : command.engines)
        if (std::ranges::none_of(driver::sha256::engines(), [&](const auto& engine) { return engine.name == name; }))
            return failure(Problem{ExitCode::usage, fmt::format("--engine \"{}\" is not one of {}", name, known)});
    return {};
}

/// Nothing when the option was not given.
Expected<std::optional<unsigned>, Problem> read_count(const po::variables_map& values, const char* name,
                                                      unsigned most) {
    if (values.count(name) == 0) return std::nullopt;
    const long long count = values[name].as<long long>();
    if (count < 1 || count > most)
        return failure(Problem{ExitCode::usage, fmt::format("--{} must be 1 to {}, not {}", name, most, count)});
    return static_cast<unsigned>(count);
}

}  // namespace

po::options_description bench_options() {
    po::options_description options{"options"};
    options.add_options()("engine", po::value<Texts>()->composing(), "only this engine, repeatable");
    options.add_options()("all", po::bool_switch(), "every engine that runs here (as without --engine)");
    options.add_options()("midstates", po::value<long long>(), "versions that share a schedule, 1 (plain) to 16");
    options.add_options()("threads", po::value<long long>(),
                          "scale up to so many threads (default: one per processor)");
    options.add_options()("duration", po::value<std::string>(), "for all of it: 5s, 1m (default 10s)");
    options.add_options()("baseline", po::value<std::string>(), "compare with the --json output of an earlier run");
    options.add_options()("json", po::bool_switch(), "print one JSON object")("help,h", "show this");
    return options;
}

Expected<BenchCommand, Problem> read_bench(const po::variables_map& values) {
    BenchCommand command;
    if (auto done = read_engines(values, command); !done) return failure(std::move(done).error());
    const auto midstates = read_count(values, "midstates", most_midstates);
    if (!midstates) return failure(Problem{midstates.error()});
    command.midstates = *midstates;
    const auto threads = read_count(values, "threads", most_threads);
    if (!threads) return failure(Problem{threads.error()});
    command.threads = threads->value_or(0);
    if (values.count("duration") != 0) {
        const auto duration = parse_duration(values["duration"].as<std::string>());
        if (!duration) return failure(Problem{duration.error()});
        command.duration = *duration;
    }
    command.json = values["json"].as<bool>();
    if (values.count("baseline") != 0) command.baseline = values["baseline"].as<std::string>();
    return command;
}

}  // namespace adit::miner::cli
