// adit-safeoff: puts every known board in SAFE_OFF without the miner (SA-7). What it knows: the safe-off records of the
// state directory, and the catalogue as compiled-in tables. No network, no configuration, no thread.
#pragma once

#include <span>
#include <string>

namespace adit::boards::safeoff {

/// Exit code 0 only when every board is proven off (also when there is none); 1 when one is not; 2 for a command line
/// that is not understood. Prints one line per board, or one JSON object.
[[nodiscard]] int run_safeoff(std::span<const std::string> arguments);

}  // namespace adit::boards::safeoff
