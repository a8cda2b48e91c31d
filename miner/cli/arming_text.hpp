// The reasons a board is not armed, as words (SA-4): the names for JSON and logs, the sentences for people.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "boards/safety/arming.hpp"

namespace adit::miner::cli {

/// The set bits of `BoardStatus::arming`, in their order.
[[nodiscard]] inline std::vector<boards::safety::NotArmed> arming_reasons(std::uint32_t bits) {
    std::vector<boards::safety::NotArmed> reasons;
    for (std::size_t bit = 0; bit < boards::safety::not_armed_count; ++bit)
        if ((bits >> bit & 1U) != 0) reasons.push_back(static_cast<boards::safety::NotArmed>(bit));
    return reasons;
}

/// "config_unverified (…), fan_unproven (…)"; empty for none.
[[nodiscard]] inline std::string arming_text(std::uint32_t bits) {
    std::string text;
    for (const auto reason : arming_reasons(bits)) {
        if (!text.empty()) text += ", ";
        text += std::string{boards::safety::name(reason)} + " (" + std::string{boards::safety::text(reason)} + ")";
    }
    return text;
}

}  // namespace adit::miner::cli
