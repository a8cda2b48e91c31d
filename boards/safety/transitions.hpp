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
    lose_bus,    ///< nothing is known any more
    stop,        ///< off, and stay off
    want,        ///< power is wanted
    take_point,  ///< another working point
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

/// Only an operator may bring the board back. In UNKNOWN the state stays until off is proven.
void latch(Cycle& cycle, Reason cause) noexcept;

/// The point the present state should be at.
[[nodiscard]] SetPoint target_of(const Cycle& cycle) noexcept;

}  // namespace adit::boards::safety
