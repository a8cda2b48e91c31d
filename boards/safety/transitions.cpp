// Events: what each means in each state, and the moves they cause; see transitions.hpp. Moves by time: advance.cpp.
#include "boards/safety/transitions.hpp"

#include <algorithm>
#include <array>

#include "boards/safety/derate.hpp"
#include "boards/safety/trip_policy.hpp"

namespace adit::boards::safety {

namespace {

constexpr std::uint8_t off_attempts = 2;  // SA-11: read-back mismatch after one retry

using Row = std::array<Response, event_count>;

constexpr auto nothing = Response::none;

// Columns as in `Event`:
//   tick, off_confirmed, off_failed, preflight_passed, preflight_failed,
//   rail_on, checkpoint_reached, ramp_done, chain_failed, power_failed,
//   bus_lost, stop_request, start_request, set_point_request, latch_cleared
constexpr Row off_row(Response passed, Response failed, Response power_failed) {
    using enum Response;
    return {nothing, off_proven,   off_doubted, passed, failed, off_doubted,  nothing,    nothing,
            nothing, power_failed, lose_bus,    stop,   want,   take_request, clear_latch};
}
constexpr Row powered_row(Response rail, Response checkpoint, Response ramp) {
    using enum Response;
    return {nothing,    trip_power, trip_power, nothing, nothing, rail,         checkpoint, ramp,
            trip_chain, trip_power, lose_bus,   stop,    want,    take_request, clear_latch};
}

constexpr Row resting = off_row(nothing, nothing, Response::off_doubted);

constexpr std::array<Row, state_count> table{
    resting,                                                                              // unknown
    resting,                                                                              // safe_off
    off_row(Response::preflight_good, Response::preflight_bad, Response::preflight_bad),  // preflight
    powered_row(Response::rail_up, Response::chain_up, nothing),                          // energised_idle
    powered_row(nothing, nothing, Response::ramp_done),                                   // ramp
    powered_row(nothing, nothing, nothing),                                               // hashing
    powered_row(nothing, nothing, nothing),                                               // derated
    resting,                                                                              // parked
    resting,                                                                              // cooldown
    resting,                                                                              // latched
};

void doubt_off(Cycle& cycle) noexcept {
    Memory& next = cycle.next;
    next.is_off_proven = false;
    if (next.off_failures < off_attempts) ++next.off_failures;
    // In UNKNOWN the board may simply not be there yet.
    const bool is_given_up = next.off_failures >= off_attempts && next.state != State::unknown;
    if (is_given_up && !next.latched) latch(cycle, Reason::off_not_confirmed);
}

void fail_preflight(Cycle& cycle) noexcept {
    cycle.next.preflight = cycle.in.preflight;
    if (cycle.in.preflight.contains(NotArmed::id_mismatch)) return latch(cycle, Reason::id_mismatch);
    cycle.next.not_before = cycle.now + cycle.timings().preflight_retry;
    enter(cycle, State::safe_off);
}

void stop(Cycle& cycle) noexcept {
    cycle.next.wanted = false;
    cycle.next.starving = {};
    if (cycle.next.state == State::latched || cycle.next.state == State::unknown) return;
    if (is_energised(cycle.next.state) || !cycle.next.is_off_proven) return go_off(cycle, State::safe_off);
    enter(cycle, State::safe_off);
}

void lose_bus(Cycle& cycle) noexcept {
    cycle.actions.insert_if(is_energised(cycle.next.state), Action::alarm);
    cycle.next.off_failures = 0;
    go_off(cycle, State::unknown);
    cycle.reason = Reason::bus_lost;
}

bool is_inside(const SetPoint& point, const Profile& profile) noexcept {
    const Envelope& envelope = profile.envelope;
    return point.core >= envelope.core_min && point.core <= envelope.core_max &&
           point.frequency >= profile.start_frequency && point.frequency <= envelope.frequency_max;
}

bool is_acceptable(const Request& request, const Profile& profile) noexcept {
    const bool is_timely = request.lasting > Duration::zero() && request.lasting <= request_longest;
    const bool is_fan_sane = !request.fan || (*request.fan >= Percent{0} && *request.fan <= Percent{100});
    const bool is_point_inside = !request.point || is_inside(*request.point, profile);
    return is_timely && is_fan_sane && is_point_inside && request.owner != Owner::nobody;
}

void move_to(Cycle& cycle, SetPoint point) noexcept {
    Memory& next = cycle.next;
    if (next.point == point) return;
    next.point = point;
    next.tuning = {};
    if (!is_hashing(next.state) && next.state != State::ramp) return;
    enter(cycle, State::ramp);
    cycle.actions.insert(Action::ramp_to);
}

void take_request(Cycle& cycle) noexcept {
    const auto& request = cycle.in.request;
    if (!request || !is_acceptable(*request, cycle.profile)) {
        cycle.reason = Reason::request_refused;
        return;
    }
    cycle.next.request = {.owner = request->owner, .until = cycle.now + request->lasting, .fan = request->fan};
    if (!request->point && !request->fan) cycle.next.request = {};
    move_to(cycle, request->point.value_or(cycle.profile.default_point));
}

void clear_latch(Cycle& cycle) noexcept {
    if (!cycle.next.latched) return;
    cycle.next.latched.reset();
    cycle.next.cause = Reason::none;
    cycle.next.off_failures = 0;
    cycle.next.trips = {};
    // UNKNOWN still has to prove the board off; so does anybody who leaves LATCHED.
    if (cycle.next.state == State::latched) go_off(cycle, State::unknown);
}

void finish_ramp(Cycle& cycle) noexcept {
    cycle.next.hashing_since = cycle.now;
    cycle.next.cause = Reason::none;
    cycle.next.is_start_gentle = false;
    enter(cycle, is_derated(cycle) ? State::derated : State::hashing);
}

void open_window(Cycle& cycle) noexcept {
    if (cycle.next.rail_on) return;
    cycle.next.rail_on = cycle.now;
    cycle.next.window_until = cycle.now + start_window_of(cycle);
}

}  // namespace

Response response_to(State state, Event event) noexcept {
    return table[static_cast<std::size_t>(state)][static_cast<std::size_t>(event)];
}

void respond(Cycle& cycle, Response response) noexcept {
    switch (response) {
        case Response::none:
            return;
        case Response::off_proven:
            cycle.next.is_off_proven = true;
            cycle.next.off_failures = 0;
            return;
        case Response::off_doubted:
            return doubt_off(cycle);
        case Response::preflight_good:
            cycle.next.is_preflight_passed = true;
            cycle.next.preflight = {};
            return;
        case Response::preflight_bad:
            return fail_preflight(cycle);
        case Response::rail_up:
            return open_window(cycle);
        case Response::chain_up:
            cycle.next.checkpoint = cycle.now;
            return;
        case Response::ramp_done:
            return finish_ramp(cycle);
        case Response::trip_chain:
            return trip(cycle, Reason::chain_failed);
        case Response::trip_power:
            return trip(cycle, Reason::power_failed);
        case Response::lose_bus:
            return lose_bus(cycle);
        case Response::stop:
            return stop(cycle);
        case Response::want:
            cycle.next.wanted = true;
            return;
        case Response::take_request:
            return take_request(cycle);
        case Response::clear_latch:
            return clear_latch(cycle);
    }
}

void enter(Cycle& cycle, State state) noexcept {
    cycle.next.state = state;
    cycle.next.entered = cycle.now;
}

void go_off(Cycle& cycle, State state) noexcept {
    Memory& next = cycle.next;
    enter(cycle, state);
    next.is_off_proven = false;
    next.is_preflight_passed = false;
    next.rail_on.reset();
    next.is_chip_live = false;
    next.checkpoint.reset();
    next.hashing_since.reset();
    next.watch = {};
    next.lease_until = cycle.now;
    next.fan.last.reset();
    // Whatever else was ordered for a powered board is void.
    const Actions remaining{Action::trip_sequence, Action::persist_latch, Action::reinit, Action::alarm};
    cycle.actions = (cycle.actions & remaining) | Actions{Action::stop_feeding};
}

Duration start_window_of(const Cycle& cycle) noexcept {
    const Timings& timings = cycle.timings();
    if (cycle.profile.chip_sensor_needs_checkpoint) return timings.start_window;
    return std::clamp(with_margin(cycle.in.facts.start_plan), timings.start_window, timings.start_longest);
}

Duration with_margin(Duration plan) noexcept {
    constexpr Duration longest = std::chrono::hours{1};
    return std::clamp(plan, Duration::zero(), longest) * 3 / 2;
}

void latch(Cycle& cycle, Reason cause) noexcept {
    cycle.next.latched = cause;
    cycle.next.cause = cause;
    cycle.reason = cause;
    cycle.actions = cycle.actions | Actions{Action::persist_latch, Action::alarm};
    enter(cycle, State::latched);
}

void trip(Cycle& cycle, Reason cause) noexcept {
    const auto rest = book_trip(cycle.next, cause, cycle.now, cycle.timings());
    cycle.next.starving = {};
    cycle.next.cause = cause;
    cycle.reason = cause;
    go_off(cycle, State::cooldown);
    cycle.actions = cycle.actions | Actions{Action::trip_sequence, Action::alarm};
    if (rest)
        cycle.next.not_before = cycle.now + *rest;
    else
        latch(cycle, cause);
}

void rest_for_supply(Cycle& cycle) noexcept {
    Memory& next = cycle.next;
    next.not_before = std::max(next.not_before, cycle.now + book_sag(next, cycle.now));
    next.starving = {};
    next.cause = Reason::supply_sag;
    go_off(cycle, State::cooldown);
    cycle.tell(Reason::supply_sag);
}

void end_request(Cycle& cycle) noexcept {
    Override& request = cycle.next.request;
    if (request.owner == Owner::nobody || cycle.now < request.until) return;
    request = {};
    move_to(cycle, cycle.profile.default_point);
    cycle.tell(Reason::request_over);
}

SetPoint target_of(const Cycle& cycle) noexcept {
    const Memory& next = cycle.next;
    if (!is_energised(next.state)) return {};
    const SetPoint base = base_point(next, cycle.profile);
    if (next.state == State::energised_idle) return {base.core, cycle.profile.start_frequency};
    return derated(base, next.watch.derate_steps, cycle.profile);
}

}  // namespace adit::boards::safety
