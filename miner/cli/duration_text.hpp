// Durations as people write them: "30s", "5m", "2h", "1d", "500ms".
#pragma once

#include <string_view>

#include "hal/clock.hpp"
#include "hal/expected.hpp"
#include "miner/cli/problem.hpp"

namespace adit::miner::cli {

/// A positive whole number with a unit, at most 10 years. Errors: `usage` with the accepted forms.
[[nodiscard]] Expected<Duration, Problem> parse_duration(std::string_view text);

}  // namespace adit::miner::cli
