// Moves between states, each with everything it implies; and the table that says what each event means in each state.
// Internal to the Supervisor.
#pragma once

#include "boards/safety/cycle.hpp"

namespace adit::boards::safety {

/// What an event asks for. `respond` carries it out.
enum class Response : std::uint8_t {
    none,            ///< nothing beyond looking at the levels
    off_proven,      ///< the board is off
    off_doubted,     ///< it may not be: force it again
    preflight_good,  ///< limits verified; arming may follow
    preflight_bad,   ///< back to rest
    rail_up,         ///< the start-up window begins
    chain_up,        ///< the checkpoint: chip readings count
    ramp_done,       ///< hashing begins
    trip_chain,
    trip_power,
    lose_bus,      ///< nothing is known any more
    stop,          ///< off, and stay off
    want,          ///< power is wanted
    take_request,  ///< another working point or fan duty, for a time
    clear_latch,
};

/// Every pair of state and event is defined here.
[[nodiscard]] Response response_to(State state, Event event) noexcept;
void respond(Cycle& cycle, Response response) noexcept;

/// Moves that need no event: time, readings and facts. At most one per decision.
void advance(Cycle& cycle) noexcept;

void enter(Cycle& cycle, State state) noexcept;
/// To an off state: work stops, the core is forced off.
void go_off(Cycle& cycle, State state) noexcept;
/// SA-8, SA-11: cut power for `cause`, then cool down or latch.
void trip(Cycle& cycle, Reason cause) noexcept;

/// HZ-12: off in good order, until the supply has had time.
void rest_for_supply(Cycle& cycle) noexcept;

/// HZ-16: back to the board's own point and fans when the request in force is over.
void end_request(Cycle& cycle) noexcept;

/// Only an operator may bring the board back. Not in UNKNOWN, which has to prove the board off first.
void latch(Cycle& cycle, Reason cause) noexcept;

/// From rail on, or chain reset, to the checkpoint. It is 5 s for boards whose chip temperature
/// is unknown until then; where it is always known, 1.5 times what the plan prints, 5 s to 60 s.
[[nodiscard]] Duration start_window_of(const Cycle& cycle) noexcept;
/// 1.5 times a plan's printed duration.
[[nodiscard]] Duration with_margin(Duration plan) noexcept;

/// The point the present state should be at.
[[nodiscard]] SetPoint target_of(const Cycle& cycle) noexcept;

}  // namespace adit::boards::safety
