// The ways this program can scan nonces: one engine per instruction set it was built with.
#pragma once

#include <span>
#include <string_view>

#include "driver/sha256/scan_job.hpp"
#include "hal/cpu_features.hpp"

namespace adit::driver::sha256 {

/// What one group of nonces costs, counted from the algorithm, and how many such operations the execution ports of a
/// Golden Cove class core (NEON: two pipes) take per cycle. Says how good a kernel is, never how good a core is.
struct CostModel {
    double plain_operations;     ///< one double hash on all lanes with its own schedule
    double schedule_operations;  ///< of these, what versions of the same nonce share
    double operations_per_cycle;
    double lanes;

    /// Cycles per hash that the ports allow; `versions` > 1: with the shared schedule.
    [[nodiscard]] constexpr double bound_cycles(unsigned versions) const noexcept {
        const double once = versions > 1 ? schedule_operations * (1.0 - 1.0 / versions) : 0.0;
        return (plain_operations - once) / operations_per_cycle / lanes;
    }
};

struct Engine {
    std::string_view name;       ///< as telemetry and `--cpu-engine` show it
    hal::CpuFeatures needs;      ///< calling `scan` without these ends the process
    std::uint32_t group_nonces;  ///< lanes: `scan` needs room for `group_nonces` x versions hits
    ScanFunction scan;
    CostModel cost;
};

/// All engines of this build, the portable one first. Which of them this processor can run: `hal::CpuFeatures`.
[[nodiscard]] std::span<const Engine> engines() noexcept;

/// The engine that runs everywhere.
[[nodiscard]] const Engine& portable_engine() noexcept;

}  // namespace adit::driver::sha256
