// Arbitrary bytes as the baseline of a benchmark: a refusal in one line, or rows that can be compared and shown.
// links: cli
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "miner/cli/bench_baseline.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace adit::miner;
    const auto baseline = cli::parse_baseline({reinterpret_cast<const char*>(data), size});
    if (!baseline) {
        if (baseline.error().empty() || baseline.error().find('\n') != std::string::npos) std::abort();
        return 0;
    }
    bench::Report now;
    now.hertz.median = 3e9;
    for (const cli::BaselineRow& row : baseline->rows) {
        if (!(0 < row.rate.low && row.rate.low <= row.rate.median && row.rate.median <= row.rate.high)) std::abort();
        if (now.rows.size() < 10) {
            bench::Row& same = now.rows.emplace_back();
            same.engine = row.engine;
            same.scan = row.scan;
            same.midstates = row.midstates;
            same.threads = row.threads;
            same.rate = row.rate;
        }
    }
    const cli::Comparison comparison = cli::compare(now, *baseline);
    if (comparison.rows.size() != now.rows.size()) std::abort();
    for (const cli::ComparedRow& row : comparison.rows)
        if (std::isnan(row.ratio.median) || row.ratio.low > row.ratio.high) std::abort();
    return 0;
}
