// The end of a run, for scripts (one JSON object) and for people (a small table). Both read the same snapshot.
#pragma once

#include <string>

#include "miner/scheduler/telemetry.hpp"

namespace adit::miner::cli {

/// `adit.mine/1`; fields may be added, never renamed. One line, no line break at the end.
[[nodiscard]] std::string summary_json(const Telemetry& telemetry);

/// A few lines, each ended by a line break.
[[nodiscard]] std::string summary_text(const Telemetry& telemetry);

}  // namespace adit::miner::cli
