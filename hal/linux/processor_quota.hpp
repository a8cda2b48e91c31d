// How much processor time the group this process lives in may use: what containers and service managers limit.
#pragma once

#include <optional>
#include <string>

namespace adit::hal {

/// In processors (1.5: one and a half); the tightest limit from the process's control group upwards. None: unlimited,
/// or the system does not say. `root` stands before /proc and /sys.
[[nodiscard]] std::optional<double> processor_quota(const std::string& root = "");

}  // namespace adit::hal
