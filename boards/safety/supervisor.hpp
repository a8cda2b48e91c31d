// The one decision of an energised board (SA-1): (memory, inputs, now, profile) -> (memory', permit, actions, reason).
// Pure: no I/O, no clock, no allocation. The Runner calls it every 250 ms and at every event, executes the actions and
// hands the permit to the EnergyGate. Each call looks at levels (readings, facts); events only say what just happened.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "boards/safety/arming.hpp"
#include "boards/safety/memory.hpp"
#include "boards/safety/permit.hpp"
#include "boards/safety/profile.hpp"
#include "boards/safety/reading.hpp"
#include "boards/safety/reason.hpp"
#include "boards/safety/request.hpp"
#include "boards/safety/restart_policy.hpp"

namespace adit::boards::safety {

/// What just happened. Everything that can be a level (is there work, how hot) is one; see `Facts` and `Readings`.
enum class Event : std::uint8_t {
    tick,                ///< nothing; at least every 250 ms
    off_confirmed,       ///< regulator read back as off, chip reset asserted
    off_failed,          ///< switching off, or reading it back, failed
    preflight_passed,    ///< `EnergyGate::preflight` left no bit
    preflight_failed,    ///< `Inputs::preflight` says why
    rail_on,             ///< `EnergyGate::core_on` succeeded
    checkpoint_reached,  ///< chain initialised, diode routed: chip readings count from here
    ramp_done,           ///< the clock is at `Decision::target`
    chain_failed,        ///< enumeration, initialisation or ramp failed
    power_failed,        ///< the gate could not switch on or step the core
    bus_lost,            ///< bus reset, unplug, reconnect: nothing is known any more
    stop_request,        ///< the operator, or the end of the run
    start_request,       ///< power is wanted
    set_point_request,   ///< `Inputs::request` is the wanted point or fan duty (manual mode, bench, tuner)
    latch_cleared,       ///< an authenticated operator cleared the latch
};
inline constexpr std::size_t event_count = 15;

/// What the Runner has to do, in order of declaration. `force_off` is repeated every cycle until `off_confirmed`;
/// every other action is said once.
enum class Action : std::uint8_t {
    stop_feeding,        ///< no more work to the chain
    trip_sequence,       ///< run `run_trip_sequence`; its cut_power is answered like force_off
    force_off,           ///< core off, reset asserted, read back; answer off_confirmed or off_failed
    persist_latch,       ///< store the latch in `Memory::latched`
    run_preflight,       ///< `EnergyGate::preflight`; answer preflight_passed or preflight_failed
    power_up,            ///< the power-on list from core:on to the checkpoint; rail_on, then checkpoint_reached
    ramp_to,             ///< move to `Decision::target`: down in clock first, up in voltage first; then ramp_done
    rewrite_core,        ///< HZ-10: write `target.core` once more through the gate
    reread_temperature,  ///< SA-10: read the chip sensor again within 50 ms
    resend_work,         ///< HZ-22, first step
    chain_reset,         ///< HZ-21, 22, 24: reset and initialise the chain with the rail on, to the checkpoint
    reinit,              ///< HZ-20, 21, 22, 26: the board is power-cycled (told for the log; force_off is with it)
    alarm,               ///< tell the operator, once
    rewrite_clock,       ///< HZ-11: write the clock of `Decision::target` once more, to every chip, and read it back
    resync_line,         ///< HZ-26: flush the line and agree on its rate again
};
inline constexpr std::size_t action_count = 15;
using Actions = EnumSet<Action>;

/// STATUS_WORD of the regulator and what its driver makes of it. A part without status that answers, and still holds
/// what it was set to, reports 0.
struct RegulatorStatus {
    std::uint16_t word = 0;     ///< PMBus STATUS_WORD (0x79)
    bool off_while_on = false;  ///< reports OFF although OPERATION says on
    friend constexpr bool operator==(const RegulatorStatus&, const RegulatorStatus&) = default;
};

/// The newest reading of each kind. Several sensors of a kind: the hottest, or the invalid one if any is; several
/// fans: the slowest. Kinds the board does not have stay `Reading{}`.
/// The lease needs all of these, none older than `Timings::fresh`: regulator; vrm, board and fan_duty where fitted;
/// chip once it is readable; rail_voltage (where measured) and input_power from 2 s after rail on. Trips may need them
/// at 4 Hz.
struct Readings {
    Reading<Celsius> chip, board, vrm;
    Reading<Volts> input_voltage, rail_voltage;
    Reading<Amperes> rail_current;
    Reading<Watts> input_power;
    Reading<Rpm> fan_speed;
    Reading<Percent> fan_duty;  ///< read back from the controller
    Reading<RegulatorStatus> regulator;
};

/// What is known about the chips: from replies, counters and re-hashed results, never from settings.
struct ChainFacts {
    std::uint16_t expected = 1;  ///< chips the board has
    std::uint16_t present = 1;   ///< answered the last enumeration
    std::uint16_t working = 1;   ///< present, neither silent nor flat-lined as far as that can be judged (HZ-20, HZ-21)
    std::uint32_t results = 0;   ///< judged by the host since hashing began or the working point last changed
    double bad_share = 0;        ///< hardware errors among the last 400 results (HZ-23, HZ-25)
    double duplicate_share = 0;  ///< duplicates among the last 400 results (HZ-24)
    double bad_frames_per_second = 0;             ///< candidates that were no reply, over the last second (HZ-26)
    bool is_clock_wrong = false;                  ///< a chip's clock register read back as something else (HZ-11)
    std::optional<HashesPerSecond> counted_rate;  ///< by the chips' own counters; compared with, never shown (HZ-11)
};

struct Facts {
    ChainFacts chain{};
    bool has_live_work = false;                  ///< the chain is, or could be, fed work of a live job
    std::optional<Instant> last_verified_nonce;  ///< credited by the host's own hash
    HashesPerSecond expected_rate{};             ///< at the present clock
    HashesPerSecond verified_rate{};             ///< credited work of the last 30 s, or since hashing began
    double expected_nonces_per_second = 0;       ///< at the present ticket difficulty
    Duration ramp_plan{};                        ///< printed duration of the ramp plan
    Duration start_plan{};                       ///< printed duration of core:on to the checkpoint, and of chain_reset
    std::uint8_t bus_recoveries = 0;             ///< of a stuck I2C bus, within the last hour (HZ-29)
    Millivolts core_set{};                       ///< `EnergyGate::core_set`
    Instant core_set_at{};                       ///< `EnergyGate::core_set_at`
};

struct Inputs {
    Event event = Event::tick;
    Readings readings{};
    Facts facts{};
    ArmingBits preflight{};  ///< with preflight_failed: the gate's bits
    ArmingBits holds{};      ///< the Runner's standing bits (no_profile, config_unverified, update_pending …)
    std::optional<Request> request{};  ///< with set_point_request
};

struct Decision {
    Memory next{};
    Permit permit{};
    SetPoint target{};  ///< where the chain should be now; inside the permit
    Actions actions{};
    Reason reason{};         ///< why this state, or why this trip
    ArmingBits not_armed{};  ///< what stands between the board and power, in every state without it
};

/// Decides. Never fails, in bounded time; every pair of state and event is defined.
[[nodiscard]] Decision decide(const Memory& memory, const Inputs& inputs, Instant now, const Profile& profile) noexcept;

/// The memory of a process that has just started: UNKNOWN, with the latch that was persisted, if any, and what earlier
/// trips, sags (SA-11) and starts (HZ-12, HZ-51) still cost.
[[nodiscard]] Memory memory_at_start(const Profile& profile, std::optional<Reason> persisted_latch = {},
                                     const StartHistory& history = {}, Instant now = {}) noexcept;

[[nodiscard]] std::string_view name(State state) noexcept;
[[nodiscard]] std::string_view name(Event event) noexcept;
[[nodiscard]] std::string_view name(Action action) noexcept;

}  // namespace adit::boards::safety
