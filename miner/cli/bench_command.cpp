// See bench_command.hpp.
#include "miner/cli/bench_command.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

#include "hal/linux/cpu_features.hpp"
#include "miner/bench/cpu_bench.hpp"
#include "miner/cli/bench_output.hpp"
#include "miner/cli/console.hpp"

namespace adit::miner::cli {
namespace {

struct Chosen {
    bench::BenchOptions options;
    std::vector<UnusableEngine> unusable;
};

bool is_wanted(const BenchCommand& command, std::string_view engine) {
    return command.engines.empty() || std::ranges::find(command.engines, engine) != command.engines.end();
}

/// Engines in the order of the table, or the order in which they were named.
Chosen choose(const BenchCommand& command, const hal::CpuFeatures& found) {
    Chosen chosen;
    for (const driver::sha256::Engine& engine : driver::sha256::engines()) {
        const std::string missing = bench::missing_features(engine.needs, found);
        if (!is_wanted(command, engine.name)) continue;
        if (missing.empty())
            chosen.options.engines.push_back(engine);
        else
            chosen.unusable.push_back({std::string{engine.name}, "this machine has no usable " + missing});
    }
    std::ranges::stable_sort(chosen.options.engines, {}, [&](const driver::sha256::Engine& engine) {
        return std::ranges::find(command.engines, engine.name) - command.engines.begin();
    });
    if (command.midstates)
        chosen.options.versions = {static_cast<std::uint8_t>(*command.midstates)};
    else
        chosen.options.versions.assign(std::begin(bench::usual_versions), std::end(bench::usual_versions));
    chosen.options.threads = command.threads;
    chosen.options.duration = command.duration;
    return chosen;
}

ExitCode refuse(const Problem& problem) {
    std::fprintf(stderr, "adit: %s\n", problem.line.c_str());
    return problem.code;
}

/// A line that is drawn again and again, on a terminal only.
class ProgressLine {
public:
    void tell(std::string_view what, double share) {
        if (console_.is_terminal()) console_.show(fmt::format("{:<16} {:3.0f} %\n", what, share * 100));
    }
    void clear() {
        if (console_.is_terminal()) console_.show("");
    }

private:
    Console console_;
};

bench::Report measure(const bench::BenchOptions& options) {
    ProgressLine line;
    bench::Report report =
        bench::run_cpu_bench(options, [&line](std::string_view what, double share) { line.tell(what, share); });
    line.clear();
    return report;
}

}  // namespace

ExitCode run_bench(const BenchCommand& command) {
    std::optional<Baseline> baseline;
    if (!command.baseline.empty()) {
        auto loaded = load_baseline(command.baseline);
        if (!loaded) return refuse(loaded.error());
        baseline = *std::move(loaded);
    }
    const Chosen chosen = choose(command, hal::detect_cpu_features());
    if (!command.engines.empty() && !chosen.unusable.empty())
        return refuse({ExitCode::no_hardware,
                       "engine " + chosen.unusable.front().engine + ": " + chosen.unusable.front().reason});
    BenchOutput output{measure(chosen.options), chosen.unusable, {}};
    if (baseline) output.comparison = compare(output.report, *baseline);
    std::fputs((command.json ? bench_json(output) : bench_text(output)).c_str(), stdout);
    const bool all_agree = std::ranges::all_of(output.report.rows, [](const bench::Row& row) { return row.agrees; });
    return all_agree ? ExitCode::ok : ExitCode::failed;
}

}  // namespace adit::miner::cli
