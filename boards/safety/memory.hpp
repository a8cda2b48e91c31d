// What the Supervisor remembers between two decisions. Value type; the Runner stores it and hands it back untouched.
// Readers outside this folder look at `state`, `entered`, `latched` and `wanted` only.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "boards/safety/arming.hpp"
#include "boards/safety/debounce.hpp"
#include "boards/safety/permit.hpp"
#include "boards/safety/reason.hpp"

namespace adit::boards::safety {

enum class State : std::uint8_t {
    unknown,         ///< after start, plug-in or bus reset: off has to be proven first
    safe_off,        ///< off, proven
    preflight,       ///< off; limits being written and read back
    energised_idle,  ///< powered, start frequency at most
    ramp,
    hashing,
    derated,   ///< hashing below the wanted point
    parked,    ///< off for want of work
    cooldown,  ///< off after a trip; retries
    latched,   ///< off until an operator clears the latch
};
inline constexpr std::size_t state_count = 10;

[[nodiscard]] constexpr bool is_energised(State state) noexcept {
    return state == State::energised_idle || state == State::ramp || state == State::hashing || state == State::derated;
}
[[nodiscard]] constexpr bool is_hashing(State state) noexcept {
    return state == State::hashing || state == State::derated;
}

/// The last trips of one cause, oldest first.
struct TripLog {
    std::array<Instant, 3> at{};
    std::uint8_t count = 0;
};

/// Debouncing and derating; forgotten whenever power is switched off.
struct Watch {
    SampleCount chip_hot, chip_emergency, chip_invalid, board_emergency, vrm_hot, vrm_emergency;
    SampleCount fan_duty_wrong, regulator_invalid, voltage_off;
    HeldFor fan_low, voltage_drift, over_power, over_current, cool;
    Instant chip_seen{};                  ///< last valid chip temperature, or the moment it became due
    std::optional<Celsius> fan_low_chip;  ///< chip temperature when the fan became slow
    std::uint8_t core_rewrites = 0;
    std::uint16_t derate_steps = 0;  ///< see derate.hpp
    Instant derate_changed{};
    bool is_fan_slow = false;
};

/// HZ-22: how long the board has been earning nothing, and what was tried. Survives the recoveries it orders.
struct Starving {
    std::optional<Instant> since;
    std::uint8_t stage = 0;  ///< 0 none, 1 work resent, 2 chain reset, 3 power-cycled
};

struct Memory {
    State state = State::unknown;
    Instant entered{};              ///< when `state` began
    bool wanted = false;            ///< somebody asked for power
    std::optional<Reason> latched;  ///< why an operator has to look
    Reason cause = Reason::none;    ///< of the last trip
    SetPoint point{};               ///< wanted by default or request, before retries and derating lower it

    bool is_off_proven = false;
    std::uint8_t off_failures = 0;
    Instant not_before{};      ///< no power earlier than this
    std::uint8_t retries = 0;  ///< trips that still lower the point
    std::array<TripLog, reason_count> trips{};

    bool is_preflight_passed = false;
    ArmingBits preflight{};             ///< what the last failed preflight left
    std::optional<Instant> rail_on;     ///< since when the output is on
    bool is_chip_live = false;          ///< a chip temperature has been seen since power-on or chain reset
    std::optional<Instant> checkpoint;  ///< chain initialised; chip readings count from here
    Instant window_until{};             ///< no lease beyond this until both hold
    Instant lease_until{};
    std::optional<Instant> last_cycle;
    std::optional<Instant> hashing_since;
    SetPoint target{};
    Percent fan_duty{100};
    Instant fan_changed{};  ///< last change of the duty
    Instant fan_stepped{};  ///< last large step up: spin-up grace
    Watch watch{};
    Starving starving{};
};

}  // namespace adit::boards::safety
