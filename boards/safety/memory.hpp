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
#include "boards/safety/request.hpp"

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

/// Up to three moments, oldest first: the last trips of one cause, the last recoveries of one kind.
struct TripLog {
    std::array<Instant, 3> at{};
    std::uint8_t count = 0;
};

/// HZ-03, HZ-04: what the chip's temperature did lately, beside what power and fan did.
struct HeatHistory {
    Instant sampled{};                 ///< last sample of the chip,
    std::array<Celsius, 2> earlier{};  ///< the two before it,
    std::uint8_t samples = 0;          ///< and how many there are of them, at most
    Instant power_at{};
    std::optional<Watts> power;         ///< smoothed
    std::optional<Celsius> first;       ///< when it became readable
    Celsius highest{};                  ///< since then
    std::optional<Celsius> still{};     ///< the value that does not change,
    Instant still_since{};              ///< since when,
    Watts still_low{}, still_high{};    ///< and what power did meanwhile
    std::optional<Instant> second_at;   ///< last mark of a second,
    Celsius second{};                   ///< the temperature at it,
    std::uint8_t quick_seconds = 0;     ///< and how many seconds in a row rose too quickly
    std::optional<Instant> calm_since;  ///< since when power did not fall nor a fan get faster
    Watts calm_power{};                 ///< highest since
    Percent calm_duty{};                ///< lowest since
    Instant block_since{};              ///< two blocks of time, and the highest temperature in each
    Celsius block_before{}, block_now{};
};

/// HZ-11.
struct ClockDoubt {
    std::optional<Instant> since;  ///< a chip's clock read back wrong
    HeldFor rate_slow, rate_fast;
    bool is_rewritten = false;  ///< for the rate's sake
};

/// Debouncing and derating; forgotten whenever power is switched off.
struct Watch {
    SampleCount chip_hot, chip_emergency, chip_invalid, board_emergency, vrm_hot, vrm_emergency;
    SampleCount fan_turning, fan_duty_wrong, regulator_invalid, voltage_off, supply_low, supply_high;
    HeldFor fan_low, fan_unproven, voltage_drift, over_power, over_current, cool;
    HeldFor chips_missing, chips_whole, chips_silent, line_bad;
    Instant chip_seen{};                  ///< last valid chip temperature, or the moment it became due
    std::optional<Celsius> fan_low_chip;  ///< chip temperature when the fan became slow
    std::uint8_t core_rewrites = 0;
    std::uint16_t derate_steps = 0;  ///< see derate.hpp
    Reason derate_cause = Reason::none;
    Instant derate_changed{};
    Instant target_changed{};
    bool is_fan_slow = false;
    bool is_chain_degraded = false;  ///< hashing without some of its chips
    bool is_line_resynced = false;   ///< in the present episode
    bool are_duplicates_told = false;
    ClockDoubt clock{};
    HeatHistory heat{};
};

/// HZ-22: how long the board has been earning nothing, and what was tried. Survives the recoveries it orders.
struct Starving {
    std::optional<Instant> since;
    std::uint8_t stage = 0;  ///< 0 none, 1 work resent, 2 chain reset, 3 power-cycled
    Instant stepped{};       ///< last of them
};

/// HZ-23: slower, with a little more voltage, as long as too many results are wrong.
struct Tuning {
    std::uint8_t rounds = 0;
    bool is_spent = false;    ///< and still wrong after the last round
    bool is_told = false;     ///< that there are errors at all
    bool is_counting = true;  ///< false: `ChainFacts::results` still counts from before the last round
    Instant changed{};
};

/// Fan duty from the chip's temperature; see fan_control.hpp.
struct FanControl {
    std::optional<Instant> last;  ///< sample the state below is from
    Celsius smooth{};
    double integral = 0;  ///< percent
    Percent duty{100};
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
    Instant not_before{};                       ///< no power earlier than this
    std::uint8_t retries = 0;                   ///< trips that still lower the point
    std::array<TripLog, retry_places> trips{};  ///< see `retry_place`

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
    Tuning tuning{};
    FanControl fan{};
    Override request{};

    TripLog dead_chips{}, repeats{}, noise{};  ///< recoveries of HZ-21, HZ-24, HZ-26
    std::uint8_t missing_stage = 0;            ///< HZ-20: how often chips were looked for in vain
    std::uint8_t sags = 0;                     ///< HZ-12: in a row
    Instant last_sag{};
    bool is_start_gentle = false;  ///< HZ-12: the next start is at 60 % of the power
};

}  // namespace adit::boards::safety
