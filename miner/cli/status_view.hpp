// The running picture of a rig: a few lines redrawn in place on a terminal, or one plain line now and then.
#pragma once

#include <cstddef>
#include <string>

#include "miner/scheduler/telemetry.hpp"

namespace adit::miner::cli {

/// The lines of the live view: pools, devices, shares. Each ended by a line break; at most `width` columns wide.
[[nodiscard]] std::string status_lines(const Telemetry& telemetry, std::size_t width = 100);

/// One line for a log: fields, not prose.
[[nodiscard]] std::string status_fields(const Telemetry& telemetry);

/// Wraps `lines` in the control sequences that put them over the `lines_before` lines drawn last.
[[nodiscard]] std::string redraw(const std::string& lines, std::size_t lines_before);

}  // namespace adit::miner::cli
