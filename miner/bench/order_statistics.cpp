#include "miner/bench/order_statistics.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace adit::miner::bench {
namespace {

constexpr double z95 = 1.959964;  ///< two-sided 95 % of the normal distribution

struct Ranks {
    std::size_t low, high;  ///< from zero
};

Ranks ranks_of_median(std::size_t n) noexcept {
    const double middle = static_cast<double>(n) / 2, half = z95 * std::sqrt(static_cast<double>(n)) / 2;
    const auto low = static_cast<std::size_t>(std::max(std::floor(middle - half), 1.0));
    const auto high = static_cast<std::size_t>(std::ceil(middle + half + 1));
    return {low - 1, std::min(high, n) - 1};
}

/// exp of the root of the sum of squared logarithms: how far a ratio may be off when both sides may.
double spread(double one, double other) noexcept { return std::exp(std::hypot(std::log(one), std::log(other))); }

}  // namespace

double quantile(std::span<const double> sorted, double q) noexcept {
    const double place = q * static_cast<double>(sorted.size() - 1);
    const auto below = static_cast<std::size_t>(place);
    const std::size_t above = std::min(below + 1, sorted.size() - 1);
    return std::lerp(sorted[below], sorted[above], place - static_cast<double>(below));
}

Estimate estimate(std::vector<double> samples) {
    if (samples.empty()) return {};
    std::ranges::sort(samples);
    const auto [low, high] = ranks_of_median(samples.size());
    return {quantile(samples, 0.5), samples[low], samples[high], quantile(samples, 0.1), quantile(samples, 0.9)};
}

Estimate estimate_ratio(std::span<const double> a, std::span<const double> b) {
    std::vector<double> ratios;
    ratios.reserve(std::min(a.size(), b.size()));
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i)
        if (b[i] != 0) ratios.push_back(a[i] / b[i]);
    return estimate(std::move(ratios));
}

Estimate unpaired_ratio(const Estimate& now, const Estimate& before) noexcept {
    const double ratio = now.median / before.median;
    const double down = spread(now.median / now.low, before.high / before.median);
    const double up = spread(now.high / now.median, before.median / before.low);
    return {ratio, ratio / down, ratio * up, ratio / down, ratio * up};
}

}  // namespace adit::miner::bench
