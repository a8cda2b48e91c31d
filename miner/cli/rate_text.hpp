// Hash rates and difficulties for people: three significant digits and a prefix.
#pragma once

#include <string>

namespace adit::miner::cli {

/// "254.9 kH/s". Zero is "0 H/s".
[[nodiscard]] std::string rate_text(double hashes_per_second);

/// "29.6k", "0.000061": difficulties span 2^-32 to 2^64.
[[nodiscard]] std::string difficulty_text(double difficulty);

}  // namespace adit::miner::cli
