// What the operator may want to know about hashing on the processor.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "boards/cpu/engine_check.hpp"
#include "hal/units.hpp"

namespace adit::boards::cpu {

/// An engine that was caught and is out of use in this process.
struct DisabledEngine {
    std::string_view engine;
    EngineMistake mistake;
    /// The header in question, with version and nonce filled in; none when it failed the known answers before use.
    std::optional<std::array<std::byte, 80>> header;
};

struct CpuStatus {
    std::string_view engine;    ///< in use now
    std::uint8_t versions = 1;  ///< that share a message schedule, where the pool lets us roll so many
    unsigned threads = 1;
    bool is_pinned = false;                ///< each thread stays on a processor of its own
    std::vector<DisabledEngine> disabled;  ///< in the order in which they were caught; of the whole process
    std::uint64_t self_checks = 0;         ///< groups of this device that were scanned a second time
    std::uint64_t self_check_failures = 0;
    std::optional<Celsius> package{};  ///< temperature; none: no sensor that says
    Percent heat_share{100};           ///< of the duty that was asked for; below 100 while the package is too hot
};

}  // namespace adit::boards::cpu
