// Why the Supervisor decided what it decided: what operators read, what trips are counted by, what a latch records.
// Values are stored in latch files: append, never reorder.
#pragma once

#include <cstdint>
#include <string_view>

namespace adit::boards::safety {

enum class Reason : std::uint8_t {
    none,
    // Not trips: what the board is doing.
    proving_off,
    operator_stop,
    not_armed,
    starting,
    no_work,
    chip_warm,
    vrm_warm,
    power_high,
    fan_slow,
    rate_low,
    request_refused,
    bus_lost,
    // Trips, retried within the budget of SA-11.
    chip_emergency,
    chip_temperature_unknown,
    no_chip_temperature_at_start,
    board_emergency,
    vrm_emergency,
    fan_stalled,
    fan_unreachable,
    regulator_fault,
    regulator_off,
    regulator_silent,
    over_power,
    over_current,
    zero_rate,
    chain_failed,
    power_failed,
    ramp_too_slow,
    supervisor_late,
    lease_expired,
    // Trips that latch at once.
    over_voltage_shutdown,
    over_current_shutdown,
    regulator_absent,
    voltage_mismatch,
    off_not_confirmed,
    id_mismatch,
    state_corrupt,
    // Not a trip; down here because values are stored.
    restart_loop,
};
inline constexpr std::size_t reason_count = 39;

/// The name as in logs, JSON and latch listings: "chip_emergency".
[[nodiscard]] std::string_view name(Reason reason) noexcept;
/// One sentence for the operator.
[[nodiscard]] std::string_view text(Reason reason) noexcept;

/// True for causes that cut power.
[[nodiscard]] constexpr bool is_trip(Reason reason) noexcept {
    return reason >= Reason::chip_emergency && reason != Reason::restart_loop;
}
/// SA-11: no retry, an operator has to look first.
[[nodiscard]] constexpr bool latches_at_once(Reason reason) noexcept {
    return is_trip(reason) && reason >= Reason::over_voltage_shutdown;
}
/// Heat caused it: a retry also waits until the board has cooled.
[[nodiscard]] constexpr bool is_thermal(Reason reason) noexcept {
    return reason >= Reason::chip_emergency && reason <= Reason::fan_unreachable;
}

}  // namespace adit::boards::safety
