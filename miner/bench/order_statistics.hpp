// What a list of timings says: medians and their 95 % intervals, without any assumption about how timings are spread.
#pragma once

#include <span>
#include <vector>

namespace adit::miner::bench {

/// A median with its 95 % interval by order statistics (ranks of the sign test: n/2 -+ 0.98 sqrt(n), rounded
/// outwards). Fewer than six samples cannot give 95 %: the interval is then their range. No samples: all zero.
struct Estimate {
    double median{}, low{}, high{};
    double p10{}, p90{};

    friend bool operator==(const Estimate&, const Estimate&) = default;
};

/// The value below which the share `q` (0..1) of the samples lies, interpolated. `sorted` is not empty.
[[nodiscard]] double quantile(std::span<const double> sorted, double q) noexcept;

[[nodiscard]] Estimate estimate(std::vector<double> samples);

/// Of a[i] / b[i], pair by pair: what was measured next to each other is compared with each other. As many pairs as
/// the shorter list has; pairs with a zero below the line are left out.
[[nodiscard]] Estimate estimate_ratio(std::span<const double> a, std::span<const double> b);

/// now / before for two estimates of different runs: the relative half intervals add up as squares.
[[nodiscard]] Estimate unpaired_ratio(const Estimate& now, const Estimate& before) noexcept;

}  // namespace adit::miner::bench
