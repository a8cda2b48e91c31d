// All the Supervisor and the gate know about one board: its envelope, where to run it, and how patient to be.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>

#include "boards/safety/envelope.hpp"
#include "boards/safety/permit.hpp"

namespace adit::boards {
struct BoardDefinition;
}

namespace adit::boards::safety {

/// How long things may take. The numbers are requirements, not measurements; the IDs name them.
struct Timings {
    Duration lease = std::chrono::seconds{3};  ///< SA-5
    Duration fresh = std::chrono::seconds{2};  ///< HZ-03: an older reading is unknown
    /// HZ-03, NV-7: three seconds without a chip temperature, less a cycle and the cut over a slow bus.
    Duration unknown = std::chrono::milliseconds{2500};
    Duration prove_off = std::chrono::seconds{10};           ///< longest until off must be confirmed
    Duration start_window = std::chrono::seconds{5};         ///< rail on to a valid chip temperature
    Duration power_up = std::chrono::seconds{2};             ///< grant to rail on
    Duration preflight = std::chrono::seconds{10};           ///< arming conditions must hold by then
    Duration preflight_retry = std::chrono::seconds{10};     ///< rest after a failed preflight
    Duration idle = std::chrono::minutes{5};                 ///< ENERGISED_IDLE without work, then PARKED
    Duration ramp_limit = std::chrono::seconds{180};         ///< and 1.5 x the plan
    Duration late = std::chrono::seconds{1};                 ///< SA-12: cycle deadline
    Duration derate_step = std::chrono::milliseconds{500};   ///< HZ-01
    Duration climb_after = std::chrono::seconds{60};         ///< HZ-01: cool for this long before climbing
    Duration climb_step = std::chrono::seconds{10};          ///< HZ-01: no faster oscillation
    Duration fan_grace = std::chrono::seconds{4};            ///< HZ-06: spin-up after a duty step
    Duration fan_slow = std::chrono::seconds{5};             ///< HZ-06: derate
    Duration fan_dead = std::chrono::milliseconds{9500};     ///< HZ-06, NV-7: the same of ten
    Duration settle = std::chrono::milliseconds{20};         ///< HZ-10: after a voltage write
    Duration drift = std::chrono::seconds{1};                ///< HZ-10: running drift
    Duration over_power = std::chrono::seconds{2};           ///< HZ-13: step down
    Duration over_current = std::chrono::milliseconds{200};  ///< HZ-13: step down
    Duration over_trip = std::chrono::seconds{3};            ///< HZ-13: still above after stepping down
    Duration resend_work = std::chrono::seconds{30};         ///< HZ-22
    Duration chain_reset = std::chrono::seconds{45};         ///< HZ-22
    Duration reinit = std::chrono::seconds{60};              ///< HZ-22
    Duration zero_rate_off = std::chrono::minutes{5};        ///< HZ-22
    Duration retry_window = std::chrono::minutes{60};        ///< SA-11
    Duration start_longest = std::chrono::seconds{60};       ///< the same where chip temperature is always known
    Duration stuck = std::chrono::seconds{120};              ///< HZ-03: longest without any change
    Duration rise = std::chrono::seconds{30};                ///< HZ-04 (a): hashing to a visible rise
    Duration calm = std::chrono::minutes{5};                 ///< HZ-04 (c): after this, nothing explains a fall
    Duration fall = std::chrono::seconds{60};                ///< HZ-04 (c): within one to two of these
    Duration rate_off = std::chrono::seconds{60};            ///< HZ-11
    Duration clock_confirm = std::chrono::seconds{2};        ///< HZ-11
    Duration silent_chips = std::chrono::seconds{2};         ///< HZ-21: `ChainFacts::working` holds for so long
    Duration whole = std::chrono::minutes{30};               ///< HZ-20: then the chain counts as mended
    Duration line_bad = std::chrono::seconds{2};             ///< HZ-26: resync
    Duration line_reinit = std::chrono::seconds{30};         ///< HZ-26
    Duration tuning_back = std::chrono::hours{1};            ///< HZ-23: climb
    std::array<Duration, 4> reenumerate{std::chrono::seconds{10}, std::chrono::seconds{30},  ///< HZ-20
                                        std::chrono::seconds{60}, std::chrono::minutes{30}};
    std::array<Duration, 3> cooldown{std::chrono::seconds{30},  ///< SA-11
                                     std::chrono::seconds{120}, std::chrono::seconds{600}};
};

struct Profile {
    Envelope envelope{};
    SetPoint default_point{};
    Megahertz start_frequency{};               ///< what the clock may be before a chip temperature is known
    std::uint8_t series_domains = 1;           ///< rail = core x this
    bool has_board_sensor = false;             ///< an always-readable board temperature beside the regulator's own
    bool chip_sensor_needs_checkpoint = true;  ///< false: chip temperature is readable before power
    bool has_regulator_sensor = false;         ///< a temperature of the regulator, its own or one beside it
    bool measures_rail = false;                ///< the rail's voltage; without, only its setting is read back
    bool has_fan = false;
    Percent fan_min_duty{};
    Rpm fan_full_speed{};            ///< at 100 % duty
    Volts input_min{}, input_max{};  ///< supply at which the board may be switched on
    Volts input_off{};               ///< HZ-12: below this it is switched off
    double least_rise = 0;           ///< HZ-04: kelvin per watt of input, by which chips surely warm; 0: not known
    Celsius fan_target{};            ///< chip temperature the fans aim at
    Celsius vrm_warm{};              ///< derate from here
    Celsius restart_below{};         ///< after a thermal trip, by the board sensor (HZ-02)
    Timings timings{};

    [[nodiscard]] constexpr Millivolts rail(Millivolts core) const noexcept { return core * series_domains; }
};

/// The profile of a board file: compiled envelope narrowed by the board's limits. Errors: see `narrow`, and a default
/// point, fan or sensor list that does not fit.
[[nodiscard]] Expected<Profile, EnvelopeError> make_profile(const BoardDefinition& board) noexcept;

}  // namespace adit::boards::safety
