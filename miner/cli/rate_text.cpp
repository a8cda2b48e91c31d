// See rate_text.hpp.
#include "miner/cli/rate_text.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <string_view>

namespace adit::miner::cli {

namespace {

constexpr std::array<std::string_view, 7> prefixes{"", "k", "M", "G", "T", "P", "E"};

struct Scaled {
    double value;
    std::string_view prefix;
};

Scaled scale(double value) {
    std::size_t step = 0;
    while (value >= 1000 && step + 1 < prefixes.size()) {
        value /= 1000;
        ++step;
    }
    return {value, prefixes[step]};
}

}  // namespace

std::string rate_text(double hashes_per_second) {
    const Scaled scaled = scale(hashes_per_second);
    return fmt::format("{:.4g} {}H/s", scaled.value, scaled.prefix);
}

std::string difficulty_text(double difficulty) {
    if (!std::isfinite(difficulty)) return "-";
    const Scaled scaled = scale(difficulty);
    return fmt::format("{:.3g}{}", scaled.value, scaled.prefix);
}

}  // namespace adit::miner::cli
