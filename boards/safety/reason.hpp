// Why the Supervisor decided what it decided: what operators read, what trips are counted by, what a latch records.
// Values are stored in latch files: append, never reorder.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
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
    // From here on in order of their invention, because values are stored; `cost_of` says what each is.
    restart_loop,
    brown_out_loop,
    supply_sag,
    chain_degraded,
    errors_high,
    duplicates,
    line_noisy,
    clock_doubted,
    request_over,
    chip_temperature_stuck,
    thermal_contradiction,
    supply_high,
    clock_wrong,
    chain_lost,
    error_rate,
    bus_stuck,
};
inline constexpr std::size_t reason_count = 54;

/// The name as in logs, JSON and latch listings: "chip_emergency".
[[nodiscard]] std::string_view name(Reason reason) noexcept;
/// One sentence for the operator.
[[nodiscard]] std::string_view text(Reason reason) noexcept;

/// What it costs that something happened (SA-11).
enum class Cost : std::uint8_t {
    nothing,    ///< no trip
    retries,    ///< power, with three retries
    one_retry,  ///< power, with a single one
    endless,    ///< power; tried again for ever, ever more rarely
    latch,      ///< power, until an operator has looked
};

namespace detail {

constexpr std::array<Cost, reason_count> cost_table() noexcept {
    using enum Reason;
    std::array<Cost, reason_count> costs{};
    const auto set = [&](std::initializer_list<Reason> reasons, Cost cost) {
        for (const Reason reason : reasons) costs[static_cast<std::size_t>(reason)] = cost;
    };
    set({chip_emergency,
         chip_temperature_unknown,
         no_chip_temperature_at_start,
         chip_temperature_stuck,
         board_emergency,
         vrm_emergency,
         fan_stalled,
         fan_unreachable,
         regulator_fault,
         regulator_silent,
         over_power,
         over_current,
         supply_high,
         zero_rate,
         error_rate,
         chain_failed,
         power_failed,
         ramp_too_slow,
         clock_wrong,
         supervisor_late},
        Cost::retries);
    set({regulator_off, lease_expired, thermal_contradiction}, Cost::one_retry);
    set({chain_lost}, Cost::endless);
    set({over_voltage_shutdown, over_current_shutdown, regulator_absent, voltage_mismatch, off_not_confirmed,
         id_mismatch, state_corrupt, bus_stuck},
        Cost::latch);
    return costs;
}

inline constexpr std::array<Cost, reason_count> costs = cost_table();

}  // namespace detail

[[nodiscard]] constexpr Cost cost_of(Reason reason) noexcept { return detail::costs[static_cast<std::size_t>(reason)]; }
/// True for causes that cut power.
[[nodiscard]] constexpr bool is_trip(Reason reason) noexcept { return cost_of(reason) != Cost::nothing; }
/// SA-11: no retry, an operator has to look first.
[[nodiscard]] constexpr bool latches_at_once(Reason reason) noexcept { return cost_of(reason) == Cost::latch; }
/// Heat caused it, or may have: a retry also waits until the board has cooled.
[[nodiscard]] constexpr bool is_thermal(Reason reason) noexcept {
    return (reason >= Reason::chip_emergency && reason <= Reason::fan_unreachable) ||
           reason == Reason::chip_temperature_stuck || reason == Reason::thermal_contradiction;
}

/// Causes with retries have a place each in the Supervisor's memory; this one's, in order of declaration.
[[nodiscard]] constexpr std::size_t retry_place(Reason reason) noexcept {
    std::size_t place = 0;
    for (std::size_t i = 0; i < static_cast<std::size_t>(reason); ++i)
        if (const Cost cost = detail::costs[i]; cost != Cost::nothing && cost != Cost::latch) ++place;
    return place;
}
inline constexpr std::size_t retry_places = retry_place(static_cast<Reason>(reason_count));

}  // namespace adit::boards::safety
