// The order of one decision; see supervisor.hpp. What each part means: transitions, watch, derate, fan.
#include "boards/safety/supervisor.hpp"

#include <algorithm>

#include "boards/safety/cycle.hpp"
#include "boards/safety/derate.hpp"
#include "boards/safety/fan.hpp"
#include "boards/safety/transitions.hpp"
#include "boards/safety/watch.hpp"

namespace adit::boards::safety {

namespace {

/// Dangers first: a board that must trip does so whatever else just happened.
void watch_hazards(Cycle& cycle) noexcept {
    if (!is_energised(cycle.next.state)) return;
    const Reason reason = watch_all(cycle);
    if (reason == Reason::supply_sag) return rest_for_supply(cycle);
    if (reason != Reason::none) return trip(cycle, reason);
    if (cycle.is_started()) adjust_derating(cycle);
}

/// An off that nobody confirms is as bad as one that failed.
void insist_on_off(Cycle& cycle) noexcept {
    const Memory& next = cycle.next;
    if (is_energised(next.state) || next.is_off_proven) return;
    if (!cycle.actions.contains(Action::trip_sequence)) cycle.actions.insert(Action::force_off);
    if (next.state == State::unknown || next.latched || cycle.in_state() < cycle.timings().prove_off) return;
    latch(cycle, Reason::off_not_confirmed);
}

Reason standing_reason(const Cycle& cycle) noexcept {
    const Memory& next = cycle.next;
    switch (next.state) {
        case State::unknown:
            return Reason::proving_off;
        case State::safe_off:
            return next.wanted ? Reason::not_armed : Reason::operator_stop;
        case State::preflight:
            return Reason::not_armed;
        case State::energised_idle:
            return cycle.is_started() ? Reason::no_work : Reason::starting;
        case State::ramp:
            return Reason::starting;
        case State::hashing:
            return next.starving.stage > 0 ? Reason::rate_low : Reason::none;
        case State::derated:
            return derate_reason(cycle);
        case State::parked:
            return Reason::no_work;
        case State::cooldown:
            return next.cause;
        case State::latched:
            break;
    }
    return next.latched.value_or(next.cause);
}

Permit permit_for(const Cycle& cycle) noexcept {
    const Memory& next = cycle.next;
    Permit permit{.fan_duty = next.fan_duty, .lease_until = cycle.now};
    if (!is_energised(next.state)) return permit;
    const Envelope& envelope = cycle.profile.envelope;
    permit.power = true;
    permit.max_core = std::min(base_point(next, cycle.profile).core, envelope.core_max);
    permit.max_frequency = std::min(next.target.frequency, envelope.frequency_max);
    permit.lease_until = next.lease_until;
    return permit;
}

/// Called once the state is settled: working point, fans, lease, and what follows from them.
Decision conclude(Cycle& cycle) noexcept {
    Memory& next = cycle.next;
    const SetPoint target = target_of(cycle);
    const bool is_other = target != next.target;
    cycle.actions.insert_if(is_other && cycle.is_started(), Action::ramp_to);
    if (is_other) next.watch.target_changed = cycle.now;
    next.target = target;
    decide_fan_duty(cycle);
    if (is_energised(next.state)) next.lease_until = renewed_lease(cycle);
    const Reason reason = cycle.reason != Reason::none ? cycle.reason : standing_reason(cycle);
    const ArmingBits not_armed = is_energised(next.state) ? ArmingBits{} : arming(cycle);
    next.last_cycle = cycle.now;
    return {.next = next,
            .permit = permit_for(cycle),
            .target = target,
            .actions = cycle.actions,
            .reason = reason,
            .not_armed = not_armed};
}

}  // namespace

Decision decide(const Memory& memory, const Inputs& inputs, Instant now, const Profile& profile) noexcept {
    Cycle cycle{.next = memory, .in = inputs, .now = now, .profile = profile};
    watch_hazards(cycle);
    respond(cycle, response_to(cycle.next.state, inputs.event));
    end_request(cycle);
    advance(cycle);
    insist_on_off(cycle);
    return conclude(cycle);
}

Memory memory_at_start(const Profile& profile, std::optional<Reason> persisted_latch, const StartHistory& history,
                       Instant now) noexcept {
    Memory memory;
    memory.point = profile.default_point;
    memory.latched = persisted_latch;
    hold_off(memory, history, now, profile.timings.retry_window);
    if (persisted_latch) memory.cause = *persisted_latch;
    return memory;
}

}  // namespace adit::boards::safety
