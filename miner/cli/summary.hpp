// The end of a run, for scripts (one JSON object) and for people (a small table). Both read the same snapshot.
#pragma once

#include <string>

#include "miner/scheduler/telemetry.hpp"

namespace adit::miner::cli {

/// `adit.mine/1`; fields may be added, never renamed. One line, no line break at the end. `before`: the picture before
/// the rig was stopped, because afterwards every board is off on request; told as `board_before_stop`.
[[nodiscard]] std::string summary_json(const Telemetry& telemetry, const Telemetry& before = {});

/// A few lines, each ended by a line break. A board that did not do its part before it was stopped has one more.
[[nodiscard]] std::string summary_text(const Telemetry& telemetry, const Telemetry& before = {});

}  // namespace adit::miner::cli
