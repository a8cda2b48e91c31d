// See board_story.hpp.
#include "miner/cli/board_story.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

#include "boards/safety/arming.hpp"
#include "boards/safety/reason.hpp"
#include "miner/cli/arming_text.hpp"

namespace adit::miner::cli {

namespace {

using Entry = std::pair<std::string_view, std::string_view>;

constexpr std::string_view probe_it = "look at the part with `adit probe DEVICE`";
constexpr std::string_view check_supply = "check the supply's voltage under load, its cable and its connector";
constexpr std::string_view check_fan = "check the fan: plug, dust, something in the blades";
constexpr std::string_view check_cooling = "check fan, air flow and heat sink";
constexpr std::string_view check_sensor = "check the sensor and its connection: `adit probe DEVICE` reads it";
constexpr std::string_view check_sink = "check that heat sink and sensor sit tight";
constexpr std::string_view check_chain =
    "check the chain's connectors and solder: `adit probe DEVICE --health` tells which chips answer";
constexpr std::string_view check_regulator =
    "look at the regulator and the chips behind it for a short or heat before clearing the latch";
constexpr std::string_view lower_load =
    "lower the default point, or give the board a supply and regulator that bear its chips";
constexpr std::string_view ease_machine = "ease the load on this machine: the safety cycle has to run every 250 ms";

/// Reasons and arming bits share a name only where they mean the same.
constexpr std::array remedies{
    Entry{"no_profile", "name the board, or vouch for it: `adit boards trust FILE`, `adit boards confirm NAME`"},
    Entry{"id_mismatch",
          "compare board and parts: `adit probe DEVICE`; say which board it is: `adit detect --assign ID=BOARD`"},
    Entry{"temp_invalid", check_sensor},
    Entry{"temp_high", check_cooling},
    Entry{"fan_unproven", check_fan},
    Entry{"reg_absent", probe_it},
    Entry{"reg_fault", probe_it},
    Entry{"limits_unverified", probe_it},
    Entry{"vin_out", check_supply},
    Entry{"config_unverified", "make the state directory writable, and see that its disk is not full"},
    Entry{"supervisor_late", ease_machine},
    Entry{"chip_warm", check_cooling},
    Entry{"vrm_warm", check_cooling},
    Entry{"power_high", lower_load},
    Entry{"fan_slow", check_fan},
    Entry{"rate_low", check_chain},
    Entry{"bus_lost", "check the USB cable; plug the board in again"},
    Entry{"chip_emergency", check_cooling},
    Entry{"chip_temperature_unknown", check_sensor},
    Entry{"no_chip_temperature_at_start", check_sensor},
    Entry{"board_emergency", check_cooling},
    Entry{"vrm_emergency", check_cooling},
    Entry{"fan_stalled", check_fan},
    Entry{"fan_unreachable", "check the fan controller's wiring: `adit probe DEVICE` reads it"},
    Entry{"regulator_fault", probe_it},
    Entry{"regulator_off", probe_it},
    Entry{"regulator_silent", probe_it},
    Entry{"over_power", lower_load},
    Entry{"over_current", lower_load},
    Entry{"zero_rate", check_chain},
    Entry{"chain_failed", check_chain},
    Entry{"power_failed", probe_it},
    Entry{"ramp_too_slow", check_chain},
    Entry{"lease_expired", ease_machine},
    Entry{"over_voltage_shutdown", check_regulator},
    Entry{"over_current_shutdown",
          "the chips drew more than the regulator bears: look for a short; if there is none, lower the default point "
          "before clearing the latch"},
    Entry{"regulator_absent", check_regulator},
    Entry{"voltage_mismatch", check_regulator},
    Entry{"off_not_confirmed", "take the board off its supply, then look at the regulator"},
    Entry{"state_corrupt", "look at the board, then clear the latch"},
    Entry{"restart_loop", check_supply},
    Entry{"brown_out_loop", check_supply},
    Entry{"supply_sag", check_supply},
    Entry{"chain_degraded", check_chain},
    Entry{"errors_high", "lower the clock or raise the core voltage within the limits"},
    Entry{"duplicates", check_chain},
    Entry{"line_noisy", "check cable and ground between bridge and chips"},
    Entry{"clock_doubted", check_chain},
    Entry{"chip_temperature_stuck", check_sensor},
    Entry{"thermal_contradiction", check_sink},
    Entry{"supply_high", check_supply},
    Entry{"clock_wrong", check_chain},
    Entry{"chain_lost", check_chain},
    Entry{"error_rate", check_chain},
    Entry{"bus_stuck", "look for a part that holds the I2C bus: `adit probe DEVICE`"},
};

std::string_view sentence_of(std::string_view reason) noexcept {
    for (std::size_t i = 0; i < boards::safety::reason_count; ++i)
        if (const auto each = static_cast<boards::safety::Reason>(i); boards::safety::name(each) == reason)
            return boards::safety::text(each);
    return {};
}

/// "Tries again in 30 s." of "tries again in 30 s".
std::string sentence(std::string words) {
    const bool is_small = words.front() >= 'a' && words.front() <= 'z';
    if (is_small) words.front() = static_cast<char>(words.front() - 'a' + 'A');
    return words + '.';
}

bool is_waiting_to_arm(const boards::BoardStatus& board) {
    return board.arming != 0 && (board.state == "safe_off" || board.state == "preflight");
}

std::string next_of(const boards::BoardStatus& board) {
    if (board.state == "latched") return "stays off until somebody has looked: `adit latches`";
    if (board.retry_in) {
        const auto seconds = std::chrono::ceil<std::chrono::seconds>(*board.retry_in).count();
        return "tries again in " + std::to_string(seconds) + " s";
    }
    if (board.state == "cooldown") return "tries again when it has cooled";
    if (board.state == "parked") return "starts again with the next job";
    return {};
}

void fill_with_arming(BoardStory& story, std::uint32_t bits) {
    for (const auto bit : arming_reasons(bits)) {
        if (!story.why.empty()) story.why += ' ';
        story.why += boards::safety::text(bit);
        if (story.remedy.empty()) story.remedy = remedy_of(boards::safety::name(bit));
    }
}

}  // namespace

std::string_view remedy_of(std::string_view name) noexcept {
    const auto found = std::ranges::find(remedies, name, &Entry::first);
    return found == remedies.end() ? std::string_view{} : found->second;
}

BoardStory story_of(const boards::BoardStatus& board) {
    BoardStory story;
    story.next = next_of(board);
    if (is_waiting_to_arm(board)) {
        fill_with_arming(story, board.arming);
        return story;
    }
    if (board.reason.empty()) return story;
    story.why = sentence_of(board.reason);
    story.remedy = remedy_of(board.reason);
    return story;
}

std::string story_text(const boards::BoardStatus& board) {
    const BoardStory story = story_of(board);
    std::string text = story.why;
    for (const std::string* const part : {&story.next, &story.remedy})
        if (!part->empty()) text += (text.empty() ? "" : " ") + sentence(*part);
    return text;
}

}  // namespace adit::miner::cli
