// Names and sentences of the reasons; see reason.hpp.
#include "boards/safety/reason.hpp"

#include <array>

namespace adit::boards::safety {

namespace {

struct Words {
    std::string_view name, text;
};

constexpr std::array<Words, reason_count> words{{
    {"none", "All is well."},
    {"proving_off", "Switching the core off and reading it back."},
    {"operator_stop", "Off: nobody asks for power."},
    {"not_armed", "Off: at least one arming condition does not hold."},
    {"starting", "Powered; waiting for the chain and its temperature."},
    {"no_work", "No live work."},
    {"chip_warm", "Chip at its throttle temperature: running slower."},
    {"vrm_warm", "Regulator warm: running slower."},
    {"power_high", "Input power above budget: running slower."},
    {"fan_slow", "A fan is slow: fans full, half power."},
    {"rate_low", "Verified hash rate below a tenth of expected: recovering."},
    {"request_refused", "The requested point lies outside the envelope; nothing changed."},
    {"bus_lost", "The bus to the board was lost."},
    {"chip_emergency", "Chip at its emergency temperature."},
    {"chip_temperature_unknown", "Chip temperature unknown while powered."},
    {"no_chip_temperature_at_start", "No chip temperature at the end of the start-up window."},
    {"board_emergency", "Board sensor at the emergency temperature."},
    {"vrm_emergency", "Regulator at its trip temperature."},
    {"fan_stalled", "A fan stands still."},
    {"fan_unreachable", "The fan controller does not answer or does not hold its duty."},
    {"regulator_fault", "The regulator reports a fault."},
    {"regulator_off", "The regulator is off although commanded on."},
    {"regulator_silent", "The regulator's bus fails while powered."},
    {"over_power", "Input power above budget even after slowing down."},
    {"over_current", "Input current above its limit."},
    {"zero_rate", "No sufficient verified hash rate for five minutes."},
    {"chain_failed", "The chain did not come up, or came up incomplete."},
    {"power_failed", "The core could not be switched on or stepped."},
    {"ramp_too_slow", "The clock ramp missed its deadline."},
    {"supervisor_late", "The safety cycle missed its deadline while powered."},
    {"lease_expired", "The power lease ran out."},
    {"over_voltage_shutdown", "The regulator shut down on over-voltage."},
    {"over_current_shutdown", "The regulator shut down on over-current."},
    {"regulator_absent", "The regulator vanished while powered."},
    {"voltage_mismatch", "Core voltage is not what was set, even after writing it again."},
    {"off_not_confirmed", "The core could not be proven off."},
    {"id_mismatch", "A part is not the one the board definition names."},
    {"state_corrupt", "What was stored about this board cannot be read: a latch may have been lost."},
    {"restart_loop", "Started more than five times without a clean stop: waiting before the next attempt."},
    {"brown_out_loop", "Started three times or more without a clean stop: waiting, then at 60 % power."},
    {"supply_sag", "Supply voltage fell below the regulator's limit: waiting, then at 60 % power."},
    {"chain_degraded", "Chips are missing or silent: running on the others."},
    {"errors_high", "Too many wrong results: running slower."},
    {"duplicates", "The chips repeat results."},
    {"line_noisy", "The line to the chips garbles replies."},
    {"clock_doubted", "The chips' clock is not what was set: writing it again."},
    {"request_over", "A requested point or fan duty ended: back to the board's own."},
    {"chip_temperature_stuck", "The chip temperature stood still while power changed."},
    {"thermal_contradiction", "The chip temperature does not fit the power: sensor or heat sink may be loose."},
    {"supply_high", "Supply voltage above the regulator's limit."},
    {"clock_wrong", "The chips' clock is not what was set, even after writing it again."},
    {"chain_lost", "Fewer than half of the chips answer."},
    {"error_rate", "More than a quarter of the results are wrong."},
    {"bus_stuck", "The bus to the board's parts had to be freed too often."},
}};

}  // namespace

std::string_view name(Reason reason) noexcept { return words[static_cast<std::size_t>(reason)].name; }
std::string_view text(Reason reason) noexcept { return words[static_cast<std::size_t>(reason)].text; }

}  // namespace adit::boards::safety
