// Moves by time, readings and facts; see transitions.hpp.
#include <algorithm>

#include "boards/safety/derate.hpp"
#include "boards/safety/transitions.hpp"
#include "boards/safety/trip_policy.hpp"
#include "boards/safety/watch.hpp"

namespace adit::boards::safety {

namespace {

/// UNKNOWN is left only with the core proven off, and never past a latch or a cool-down.
void advance_unknown(Cycle& cycle) noexcept {
    if (!cycle.next.is_off_proven) return;
    if (cycle.next.latched) return enter(cycle, State::latched);
    enter(cycle, cycle.now < cycle.next.not_before ? State::cooldown : State::safe_off);
}

void begin_preflight(Cycle& cycle) noexcept {
    Memory& next = cycle.next;
    next.is_preflight_passed = false;
    next.preflight = {};
    next.retries = recent_trips(next, cycle.now, cycle.timings());
    enter(cycle, State::preflight);
    cycle.actions.insert(Action::run_preflight);
}

[[nodiscard]] bool may_try(const Cycle& cycle) noexcept {
    const Memory& next = cycle.next;
    return next.wanted && next.is_off_proven && cycle.now >= next.not_before && cycle.in.holds.is_empty();
}

void advance_safe_off(Cycle& cycle) noexcept {
    if (may_try(cycle)) begin_preflight(cycle);
}

void advance_parked(Cycle& cycle) noexcept {
    if (may_try(cycle) && cycle.in.facts.has_live_work) begin_preflight(cycle);
}

void advance_cooldown(Cycle& cycle) noexcept {
    if (!cycle.next.is_off_proven || cycle.now < cycle.next.not_before) return;
    if (arming(cycle).contains(NotArmed::temp_high)) return;
    enter(cycle, State::safe_off);
    advance_safe_off(cycle);
}

/// (Re)opens the start-up window: no chip temperature is due until the checkpoint.
void await_chain(Cycle& cycle, Duration window) noexcept {
    Memory& next = cycle.next;
    enter(cycle, State::energised_idle);
    next.checkpoint.reset();
    next.hashing_since.reset();
    next.is_chip_live = !cycle.profile.chip_sensor_needs_checkpoint;
    next.watch.chip_hot = next.watch.chip_emergency = next.watch.chip_invalid = {};
    next.watch.chip_seen = cycle.now;
    next.watch.heat = {};
    next.watch.clock = {};
    next.fan.last.reset();
    next.window_until = cycle.now + window;
}

void energise(Cycle& cycle) noexcept {
    Memory& next = cycle.next;
    next.is_preflight_passed = false;
    next.is_off_proven = false;
    next.rail_on.reset();
    if (next.is_start_gentle) start_gently(cycle);
    await_chain(cycle, cycle.timings().power_up);
    next.lease_until = cycle.now;
    cycle.actions.insert(Action::power_up);
}

void advance_preflight(Cycle& cycle) noexcept {
    const ArmingBits bits = arming(cycle);
    if (cycle.next.is_preflight_passed && bits.is_empty()) return energise(cycle);
    if (cycle.in_state() < cycle.timings().preflight) return;
    cycle.next.preflight = {};
    cycle.next.not_before = cycle.now + cycle.timings().preflight_retry;
    enter(cycle, State::safe_off);
}

/// Closes the start-up window when the chip tells a temperature taken after the checkpoint. Its end: `watch_start`.
void await_chip_temperature(Cycle& cycle) noexcept {
    Memory& next = cycle.next;
    const Reading<Celsius>& chip = cycle.readings().chip;
    if (!next.checkpoint || !is_known(chip, cycle) || chip.at() < *next.checkpoint) return;
    next.is_chip_live = true;
    next.watch.chip_seen = chip.at();
}

void advance_idle(Cycle& cycle) noexcept {
    if (!cycle.is_started()) return await_chip_temperature(cycle);
    if (cycle.in.facts.has_live_work) {
        enter(cycle, State::ramp);
        cycle.actions.insert(Action::ramp_to);
    } else if (cycle.in_state() >= cycle.timings().idle) {
        go_off(cycle, State::parked);
    }
}

/// SEAMS: 1.5 times what the plan prints, never more than 180 s.
Duration ramp_deadline(const Cycle& cycle) noexcept {
    const Duration plan = with_margin(cycle.in.facts.ramp_plan);
    const Duration limit = cycle.timings().ramp_limit;
    return plan > Duration::zero() ? std::min(plan, limit) : limit;
}

void rest_without_work(Cycle& cycle) noexcept {
    cycle.next.hashing_since.reset();
    enter(cycle, State::energised_idle);
}

void advance_ramp(Cycle& cycle) noexcept {
    if (!cycle.in.facts.has_live_work) return rest_without_work(cycle);
    if (cycle.in_state() >= ramp_deadline(cycle)) trip(cycle, Reason::ramp_too_slow);
}

void advance_hashing(Cycle& cycle) noexcept {
    if (cycle.actions.contains(Action::chain_reset)) return await_chain(cycle, start_window_of(cycle));
    if (!cycle.in.facts.has_live_work) return rest_without_work(cycle);
    const State fitting = is_derated(cycle) ? State::derated : State::hashing;
    if (fitting != cycle.next.state) enter(cycle, fitting);
}

}  // namespace

void advance(Cycle& cycle) noexcept {
    const bool is_power_cycled = is_energised(cycle.next.state) && cycle.actions.contains(Action::reinit);
    if (is_power_cycled) return go_off(cycle, State::safe_off);
    switch (cycle.next.state) {
        case State::unknown:
            return advance_unknown(cycle);
        case State::safe_off:
            return advance_safe_off(cycle);
        case State::preflight:
            return advance_preflight(cycle);
        case State::energised_idle:
            return advance_idle(cycle);
        case State::ramp:
            return advance_ramp(cycle);
        case State::hashing:
        case State::derated:
            return advance_hashing(cycle);
        case State::parked:
            return advance_parked(cycle);
        case State::cooldown:
            return advance_cooldown(cycle);
        case State::latched:
            return;
    }
}

}  // namespace adit::boards::safety
