#include "miner/bench/cpu_bench.hpp"

#include <algorithm>
#include <array>
#include <thread>
#include <utility>

#include "hal/linux/system_clock.hpp"
#include "hal/linux/thread_affinity.hpp"
#include "miner/bench/add_chain.hpp"
#include "miner/bench/agreement.hpp"
#include "miner/bench/thread_clock.hpp"

namespace adit::miner::bench {
namespace {

// Shares of the duration, in percent: rounds, scaling, and energy (resting, hashing) where there is a meter.
constexpr int rounds_percent = 75, scaling_percent = 20, rest_percent = 10, energy_percent = 20;

std::vector<bool> check(const std::vector<Subject>& subjects, const Progress& tell) {
    std::vector<bool> agreements;
    for (const Subject& subject : subjects) {
        tell("checking", static_cast<double>(agreements.size()) / static_cast<double>(subjects.size()));
        agreements.push_back(agrees(subject));
    }
    return agreements;
}

/// The rounds, in a thread of their own that stays on one processor.
Rounds run_pinned(const std::vector<Subject>& subjects, Duration duration, const std::vector<int>& processors,
                  bool& is_pinned, const Progress& tell) {
    Rounds rounds;
    std::jthread{[&] {
        is_pinned = !processors.empty() && hal::pin_thread(processors.back());  // the first ones serve most interrupts
        const hal::SystemClock wall;
        const ThreadClock thread;
        rounds = run_rounds(subjects, {thread, wall, run_add_chain}, {.budget = duration * rounds_percent / 100},
                            [&tell](double share) { tell("measuring", share); });
    }}.join();
    return rounds;
}

const Series* find(const Rounds& rounds, std::string_view engine, unsigned versions) noexcept {
    const auto found =
        std::ranges::find_if(rounds.series, [&](const Series& series) { return series.subject.is(engine, versions); });
    return found == rounds.series.end() ? nullptr : &*found;
}

std::optional<Estimate> ratio(const Series& one, const Series* other) {
    if (other == nullptr) return {};
    return estimate_ratio(one.rates, other->rates);
}

/// The fastest subject that is right; the first when none is.
std::size_t best_of(const std::vector<Row>& rows) noexcept {
    std::size_t best = 0;
    for (std::size_t i = 1; i < rows.size(); ++i)
        if (rows[i].agrees && (!rows[best].agrees || rows[i].rate.median > rows[best].rate.median)) best = i;
    return best;
}

void add_scaled_rows(Report& report, const Row& alone) {
    for (const ScalingStep& step : report.scaling) {
        if (step.threads == 1) continue;
        Row row = alone;
        row.threads = step.threads;
        row.rate = step.hashes_per_second;
        row.cycles = step.cycles_per_hash;
        row.to_portable = row.to_first = row.to_plain = std::nullopt;
        report.rows.push_back(std::move(row));
    }
}

std::optional<EnergyUse> use_of_energy(const Subject& subject, const ScalingPlan& plan, Duration duration,
                                       const hal::Clock& wall) {
    return measure_energy(
        EnergyMeter{}, wall, duration * rest_percent / 100, [](Duration time) { std::this_thread::sleep_for(time); },
        [&] {
            return run_slot(subject, plan.most_threads, plan.processors, duration * energy_percent / 100, wall).hashes;
        });
}

}  // namespace

std::vector<Row> rows_of(const Rounds& rounds, const std::vector<bool>& agreements) {
    std::vector<Row> rows;
    for (std::size_t i = 0; i < rounds.series.size(); ++i) {
        const Series& series = rounds.series[i];
        const Subject& subject = series.subject;
        const std::string_view first = rounds.series.front().subject.engine.name;
        rows.push_back({.engine = std::string{subject.engine.name},
                        .scan = std::string{subject.scan()},
                        .midstates = subject.versions,
                        .threads = 1,
                        .rate = estimate(series.rates),
                        .cycles = estimate(series.cycles),
                        .bound_cycles = subject.bound_cycles(),
                        .agrees = agreements[i],
                        .to_portable = ratio(series, find(rounds, "portable", subject.versions)),
                        .to_first = ratio(series, find(rounds, first, subject.versions)),
                        .to_plain = ratio(series, find(rounds, subject.engine.name, 1))});
    }
    return rows;
}

std::string missing_features(const hal::CpuFeatures& wanted, const hal::CpuFeatures& found) {
    using hal::CpuFeature;
    constexpr std::array<std::pair<CpuFeature, std::string_view>, 6> names{{{CpuFeature::sse41, "SSE4.1"},
                                                                            {CpuFeature::avx2, "AVX2"},
                                                                            {CpuFeature::avx512, "AVX-512"},
                                                                            {CpuFeature::sha_ni, "SHA-NI"},
                                                                            {CpuFeature::neon, "NEON"},
                                                                            {CpuFeature::armv8_sha2, "ARMv8 SHA2"}}};
    std::string text;
    for (const auto& [feature, name] : names)
        if (wanted.has(feature) && !found.has(feature)) text.append(text.empty() ? "" : " and ").append(name);
    return text;
}

Report run_cpu_bench(const BenchOptions& options, const Progress& tell) {
    const hal::SystemClock wall;
    const std::vector<int> processors = hal::allowed_processors();
    const std::vector<Subject> subjects = subjects_of(options.engines, options.versions);
    Report report;
    report.machine = describe_machine();
    const std::vector<bool> agreements = check(subjects, tell);
    const Rounds rounds = run_pinned(subjects, options.duration, processors, report.is_pinned, tell);
    report.hertz = rounds.hertz;
    report.rounds = rounds.count;
    report.block = rounds.block;
    report.rows = rows_of(rounds, agreements);
    const std::size_t best = best_of(report.rows);
    const auto most_threads = static_cast<unsigned>(std::max<std::size_t>(processors.size(), 1));
    const ScalingPlan plan{options.threads != 0 ? options.threads : most_threads, processors,
                           options.duration * scaling_percent / 100};
    tell("on more threads", 0);
    report.scaling = summarise(run_slots(subjects[best], plan, wall));
    tell("energy", 0);
    report.energy = use_of_energy(subjects[best], plan, options.duration, wall);
    add_scaled_rows(report, Row{report.rows[best]});
    return report;
}

}  // namespace adit::miner::bench
