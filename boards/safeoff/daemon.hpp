// Ends the miner that uses a state directory, so that nothing switches a board on again behind our back.
#pragma once

#include <cstdint>
#include <string>

#include "hal/clock.hpp"

namespace adit::boards::safeoff {

enum class DaemonEnd : std::uint8_t {
    none,     ///< nobody used the directory
    stopped,  ///< it stopped when asked (SIGTERM), within 3 s
    killed,   ///< it did not; killed
    alive,    ///< it could not be ended: not ours, or stuck in the kernel
};

/// Blocks at most 5 s. Works on a process that hangs or is suspended.
[[nodiscard]] DaemonEnd end_daemon(const std::string& directory, const hal::Clock& clock);

}  // namespace adit::boards::safeoff
