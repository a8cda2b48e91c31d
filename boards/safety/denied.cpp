// Names of refusals, and the border where numbers become voltages; see denied.hpp.
#include "boards/safety/denied.hpp"

#include <array>
#include <cstdint>
#include <limits>

namespace adit::boards::safety {

std::string_view name(Denied why) noexcept {
    constexpr std::array<std::string_view, 16> words{
        "no_permit",     "not_armed",  "not_a_voltage",    "outside_envelope", "above_permit",    "step_too_large",
        "step_too_soon", "output_off", "regulator_failed", "undecodable",      "clock_malformed", "clock_too_high",
        "divider",       "baud",       "mailbox",          "unknown_register"};
    return words[static_cast<std::size_t>(why)];
}

Expected<Millivolts, Denied> core_request(double millivolts) noexcept {
    constexpr double largest = std::numeric_limits<std::int32_t>::max();
    if (!(millivolts >= 0.0 && millivolts <= largest)) return failure(Denied::not_a_voltage);
    const auto whole = static_cast<std::int32_t>(millivolts);
    // A fraction is the mark of a value in volts.
    if (static_cast<double>(whole) < millivolts) return failure(Denied::not_a_voltage);
    return Millivolts{whole};
}

}  // namespace adit::boards::safety
