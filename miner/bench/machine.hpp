// On what a figure was measured: without this it means nothing later.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace adit::miner::bench {

struct Machine {
    std::string cpu_model;       ///< "unknown" when the system does not say
    std::string compiler;        ///< name and version
    bool is_optimised{};         ///< the portable parts too; the scans of single instruction sets always are
    std::optional<double> load;  ///< runnable threads over the last minute, before the run
};

/// From the text of /proc/cpuinfo: the first "model name", or the "CPU implementer" and "CPU part" of ARM.
[[nodiscard]] std::string cpu_model_of(std::string_view cpuinfo);

/// The first number of /proc/loadavg.
[[nodiscard]] std::optional<double> load_of(std::string_view loadavg);

[[nodiscard]] Machine describe_machine(const std::string& proc = "/proc");

}  // namespace adit::miner::bench
