// Names and sentences of the arming list; see arming.hpp.
#include "boards/safety/arming.hpp"

#include <array>

namespace adit::boards::safety {

namespace {

struct Words {
    std::string_view name, text;
};

constexpr std::array<Words, not_armed_count> words{{
    {"no_profile", "No trusted board definition: name the board, or trust its file."},
    {"id_mismatch", "A part on the board is not the one the definition names."},
    {"temp_invalid", "A temperature that must be known before power cannot be read."},
    {"temp_high", "The board is too hot to start."},
    {"fan_unproven", "No fan turns as fast as commanded."},
    {"reg_absent", "The core regulator does not answer."},
    {"reg_fault", "The core regulator reports a fault."},
    {"limits_unverified", "A protective limit of the regulator does not read back as written."},
    {"vin_out", "The input voltage is outside the regulator's window."},
    {"latched", "Latched after a fault: look at the board, then clear the latch."},
    {"config_unverified", "The configuration or the safe-off record is not verified."},
    {"update_pending", "An update is being applied."},
    {"supervisor_late", "The safety cycle missed its deadline; waiting for a punctual one."},
    {"operator_hold", "Nobody asked for power."},
}};

}  // namespace

std::string_view name(NotArmed bit) noexcept { return words[static_cast<std::size_t>(bit)].name; }
std::string_view text(NotArmed bit) noexcept { return words[static_cast<std::size_t>(bit)].text; }

}  // namespace adit::boards::safety
