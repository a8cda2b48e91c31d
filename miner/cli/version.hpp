// The version this build calls itself; also the Stratum user agent.
#pragma once

#include <string_view>

namespace adit::miner::cli {

inline constexpr std::string_view version = "0.1.0";
inline constexpr std::string_view user_agent = "adit/0.1.0";

}  // namespace adit::miner::cli
