// The human half of bench_output.hpp.
#include <fmt/format.h>

#include "miner/cli/bench_output.hpp"
#include "miner/cli/rate_text.hpp"

namespace adit::miner::cli {
namespace {

constexpr double megahash = 1e6, megahertz = 1e6, nanojoule = 1e-9;

std::string ratio(const std::optional<bench::Estimate>& estimate) {
    return estimate ? fmt::format("{:.3f}", estimate->median) : "-";
}

std::string head(const bench::Report& report) {
    const bench::Machine& machine = report.machine;
    return fmt::format(
        "{}, {:.0f} MHz by a chain of additions, load {}{}\nbuilt with {}{}\n", machine.cpu_model,
        report.hertz.median / megahertz, machine.load ? fmt::format("{:.2f}", *machine.load) : "unknown",
        report.is_pinned ? "" : ", not pinned to a processor", machine.compiler,
        machine.is_optimised ? "" : ", without optimisation: the portable engine is slower than it could be");
}

std::string table(const bench::Report& report) {
    std::string text =
        fmt::format("{:<11} {:<6} {:>2} {:>8}  {:<17} {:>8} {:>8} {:>6} {:>6} {:>9} {:>9} {}\n", "engine", "scan", "N",
                    "MH/s", "95 % interval", "cycles", "p10", "bound", "share", "x portabl", "x plain", "agrees");
    for (const bench::Row& row : report.rows)
        if (row.threads == 1)
            text +=
                fmt::format("{:<11} {:<6} {:>2} {:>8.3f}  {:<17} {:>8.2f} {:>8.2f} {:>6.1f} {:>5.1f}% {:>9} {:>9} {}\n",
                            row.engine, row.scan, row.midstates, row.rate.median / megahash,
                            fmt::format("{:.3f}..{:.3f}", row.rate.low / megahash, row.rate.high / megahash),
                            row.cycles.median, row.cycles.p10, row.bound_cycles, row.share_of_bound() * 100,
                            ratio(row.to_portable), ratio(row.to_plain), row.agrees ? "yes" : "NO");
    return text;
}

std::string scaling(const bench::Report& report) {
    std::string text = "\nthreads       rate  efficiency\n";
    for (const bench::ScalingStep& step : report.scaling) {
        const std::string efficiency =
            step.efficiency ? fmt::format("{:.1f} %", step.efficiency->median * 100)
                            : fmt::format("unknown: the machine was busy, threads had {:.0f} % of their processors",
                                          step.cpu_share * 100);
        text += fmt::format("{:>7} {:>10}  {}\n", step.threads, rate_text(step.hashes_per_second.median), efficiency);
    }
    return text;
}

std::string energy(const std::optional<bench::EnergyUse>& use) {
    const auto per_hash = use ? bench::joules_per_hash(*use) : std::nullopt;
    if (!per_hash) return "energy: unknown (no readable package counter, or nothing above idling)\n";
    return fmt::format("energy: {:.3f} nJ per hash beyond idling at {:.1f} W, over {:.1f} s\n", *per_hash / nanojoule,
                       use->idle_watts, use->seconds);
}

std::string comparison(const Comparison& with) {
    std::string text = "\nengine      scan    N threads  now / baseline\n";
    for (const ComparedRow& row : with.rows)
        text += fmt::format("{:<11} {:<6} {:>2} {:>7}  {:.3f}  ({:.3f}..{:.3f})\n", row.engine, row.scan, row.midstates,
                            row.threads, row.ratio.median, row.ratio.low, row.ratio.high);
    for (const std::string& note : with.notes) text += "note: " + note + "\n";
    return text;
}

}  // namespace

std::string bench_text(const BenchOutput& output) {
    const bench::Report& report = output.report;
    std::string text = head(report) + "\n" + table(report);
    for (const UnusableEngine& engine : output.unusable)
        text += fmt::format("{:<11} not usable: {}\n", engine.engine, engine.reason);
    text += fmt::format("{} rounds of {:.1f} ms blocks in turn; thread time; medians, intervals by order statistics\n",
                        report.rounds, std::chrono::duration<double, std::milli>(report.block).count());
    text += scaling(report) + energy(report.energy);
    return output.comparison ? text + comparison(*output.comparison) : text;
}

}  // namespace adit::miner::cli
