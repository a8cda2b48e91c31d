// Nonce scans as a regression series: every engine that runs here, plain and sharing the schedule among 4, 8 and 16
// versions; items are hashes. For a series worth keeping:
//   scan_kernels --benchmark_enable_random_interleaving=true --benchmark_repetitions=10
//                --benchmark_report_aggregates_only=true --benchmark_out=FILE --benchmark_out_format=json
// Processor time is what counts (items per second are of it). For ratios and cycles: adit bench cpu.
#include <benchmark/benchmark.h>

#include <string>

#include "hal/linux/cpu_features.hpp"
#include "miner/bench/block_scan.hpp"

namespace {

using adit::miner::bench::BlockScan;
using adit::miner::bench::Subject;

constexpr double cycles_per_iteration = 2e6;  // under a millisecond, and many groups of the widest engine

void scan(benchmark::State& state, const Subject& subject) {
    BlockScan block{subject};
    const std::uint64_t group = subject.engine.group_nonces;
    const double hashes = cycles_per_iteration / subject.bound_cycles();
    const std::uint64_t groups = static_cast<std::uint64_t>(hashes) / (group * subject.versions) + 1;
    std::uint64_t done = 0;
    for (auto _ : state) done += block.scan(groups * group);
    state.SetItemsProcessed(static_cast<std::int64_t>(done));
}

}  // namespace

int main(int count, char** words) {
    const auto found = adit::hal::detect_cpu_features();
    for (const auto& engine : adit::driver::sha256::engines())
        if (found.includes(engine.needs))
            for (const Subject& subject :
                 adit::miner::bench::subjects_of({&engine, 1}, adit::miner::bench::usual_versions)) {
                const std::string name = std::string{engine.name} + "/" + std::string{subject.scan()} + "/" +
                                         std::to_string(subject.versions);
                benchmark::RegisterBenchmark(name.c_str(), scan, subject);
            }
    benchmark::Initialize(&count, words);
    if (benchmark::ReportUnrecognizedArguments(count, words)) return 1;
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
