// TM-2: the decision over every state, event and kind of reading, and each limit one step of its sensor to either side.
#include "tests/support/catch.hpp"
#include "tests/unit/safety/bench.hpp"

namespace adit::boards::safety::test {

namespace {

/// A memory in `state`, reached by the front door; two seconds old, so that every reading counts.
Bench bench_in(State state) {
    Bench bench;
    bench.facts.ramp_plan = {};
    if (state == State::unknown) return bench;
    bench.step(Event::off_confirmed);
    if (state == State::safe_off) return bench;
    if (state == State::preflight) bench.to_preflight();
    if (state == State::energised_idle || state == State::parked) bench.facts.has_live_work = false;
    if (state == State::energised_idle || state == State::parked || state == State::ramp) bench.to_ramp();
    if (state == State::parked) (void)bench.ticks_until(State::parked, 6min);
    if (is_hashing(state) || state == State::cooldown || state == State::latched) bench.to_hashing();
    if (state == State::derated) {
        bench.chip.value = {76};
        bench.run(1s);
        bench.chip.value = {60};
    }
    if (state == State::cooldown) bench.step(Event::chain_failed);
    if (state == State::latched) {
        bench.regulator.value.word = 0x0020;
        bench.step();
        bench.regulator.value.word = 0;
    }
    bench.run(is_energised(state) ? 2s : 0s);
    return bench;
}

constexpr int kinds = 9;
constexpr int combinations = 3 * 3 * 3 * 3 * 3 * 3 * 3 * 3 * 3;
enum class Health { good, at_limit, missing };

template <class Value>
Reading<Value> bent(const Reading<Value>& good, Value limit, Health health, Instant now) {
    if (health == Health::missing) return Reading<Value>::invalid(Invalid::no_ack, now);
    return health == Health::good ? good : Reading<Value>::valid(limit, now);
}

/// The readings of `bench` with kind `k` as good, at its limit or missing, by the k-th base-3 digit of `combination`.
Readings readings_of(const Bench& bench, int combination) {
    const auto next = [&] {
        const auto health = static_cast<Health>(combination % 3);
        combination /= 3;
        return health;
    };
    Readings all = bench.read();
    const Instant now = bench.now;
    all.chip = bent(all.chip, Celsius{80}, next(), now);
    all.board = bent(all.board, Celsius{80}, next(), now);
    all.vrm = bent(all.vrm, Celsius{110}, next(), now);
    all.input_voltage = bent(all.input_voltage, Volts{4.4}, next(), now);
    all.rail_voltage = bent(all.rail_voltage, Volts{1.3}, next(), now);
    all.input_power = bent(all.input_power, Watts{42.1}, next(), now);
    all.fan_speed = bent(all.fan_speed, Rpm{0}, next(), now);
    all.fan_duty = bent(all.fan_duty, Percent{0}, next(), now);
    all.regulator = bent(all.regulator, RegulatorStatus{0x0004, false}, next(), now);
    return all;
}

unsigned count(Actions actions) {
    unsigned members = 0;
    for (std::uint32_t bits = actions.bits(); bits != 0; bits &= bits - 1) ++members;
    return members;
}

constexpr Actions for_a_powered_board{Action::power_up,      Action::ramp_to,     Action::rewrite_core,
                                      Action::resend_work,   Action::chain_reset, Action::reread_temperature,
                                      Action::rewrite_clock, Action::resync_line};
constexpr Actions records{Action::alarm, Action::persist_latch};

/// What holds for every decision there is.
bool is_sound(const Bench& before, const Decision& decision, const Readings& readings) {
    const State state = decision.next.state;
    const bool has_power = is_energised(state);
    const Envelope& envelope = before.profile.envelope;
    bool holds = static_cast<std::size_t>(state) < state_count && decision.permit.power == has_power;
    holds = holds && (!has_power || (decision.permit.max_core <= envelope.core_max &&
                                     decision.permit.max_frequency <= envelope.frequency_max));
    // Off is ordered in the same decision, with nothing else for a board that has no power any more.
    if (is_energised(before.state()) && !has_power) {
        const bool is_ordered =
            decision.actions.contains(Action::force_off) || decision.actions.contains(Action::trip_sequence);
        const unsigned actions = count(decision.actions) - count(decision.actions & records);
        holds = holds && is_ordered && actions <= 3;
    }
    if (!has_power) holds = holds && (decision.actions & for_a_powered_board).is_empty();
    // Regulator faults, which the hardware has acted on already, never leave the power on.
    const bool is_broken = readings.regulator.is_valid() && readings.regulator.value().word != 0;
    if (is_broken && is_energised(before.state())) holds = holds && !has_power;
    return holds && decision.permit.fan_duty >= envelope.fan_floor && decision.permit.fan_duty <= Percent{100};
}

bool is_sound_when(const Bench& prepared, Event event, int combination) {
    const Readings readings = readings_of(prepared, combination);
    const Inputs inputs{.event = event,
                        .readings = readings,
                        .facts = prepared.facts,
                        .request = Request{.point = SetPoint{{1100}, {500}}}};
    return is_sound(prepared, decide(prepared.memory, inputs, prepared.now, prepared.profile), readings);
}

/// Combinations in which at most two kinds are not good.
bool is_pair(int combination) {
    int bad = 0;
    for (int kind = 0; kind < kinds; ++kind, combination /= 3) bad += combination % 3 != 0 ? 1 : 0;
    return bad <= 2;
}

}  // namespace

TEST_CASE("TM-2: in every state, with every kind of reading good, at its limit or missing, the decision is sound") {
    for (std::size_t state = 0; state < state_count; ++state) {
        Bench prepared = bench_in(static_cast<State>(state));
        REQUIRE(prepared.state() == static_cast<State>(state));
        prepared.now += 250ms;
        int unsound = 0;
        for (int combination = 0; combination < combinations; ++combination)
            unsound += is_sound_when(prepared, Event::tick, combination) ? 0 : 1;
        CAPTURE(name(prepared.state()));
        CHECK(unsound == 0);
    }
}

TEST_CASE("TM-2: every pair of state and event is sound with any two kinds of reading at their limit or missing") {
    for (std::size_t state = 0; state < state_count; ++state) {
        Bench prepared = bench_in(static_cast<State>(state));
        prepared.now += 250ms;
        for (std::size_t event = 0; event < event_count; ++event) {
            int unsound = 0;
            for (int combination = 0; combination < combinations; ++combination)
                if (is_pair(combination))
                    unsound += is_sound_when(prepared, static_cast<Event>(event), combination) ? 0 : 1;
            CAPTURE(name(prepared.state()), name(static_cast<Event>(event)));
            CHECK(unsound == 0);
        }
    }
}

TEST_CASE("TM-2: from every energised state a stop, a trip and a lost bus are proven off after three decisions") {
    for (const State state : {State::energised_idle, State::ramp, State::hashing, State::derated}) {
        for (const Event event : {Event::stop_request, Event::chain_failed, Event::power_failed, Event::bus_lost}) {
            Bench bench = bench_in(state);
            CAPTURE(name(state), name(event));
            bench.step(event);
            CHECK_FALSE(bench.last.permit.power);
            bench.step(Event::off_confirmed);
            CHECK(bench.memory.is_off_proven);
            CHECK_FALSE(bench.did(Action::force_off));
            bench.step(Event::stop_request);
            CHECK(bench.state() == State::safe_off);
        }
    }
}

TEST_CASE("TM-2: each limit holds at its value and one step of the sensor before it changes nothing") {
    struct Limit {
        const char* what;
        void (*set)(Bench&, double);
        double harmless, harmful;
        Reason expected;
    };
    constexpr double celsius = 0.125, volt = 1.0 / 128, watt = 0.01;
    const Limit limits[]{
        {"chip warm", [](Bench& b, double v) { b.chip.value = {v}; }, 75 - celsius, 75, Reason::chip_warm},
        {"chip emergency", [](Bench& b, double v) { b.chip.value = {v}; }, 80 - celsius, 80, Reason::chip_emergency},
        {"chip too cold", [](Bench& b, double v) { b.chip.value = {v}; }, 0, -celsius,
         Reason::chip_temperature_unknown},
        {"board", [](Bench& b, double v) { b.board.value = {v}; }, 80 - celsius, 80, Reason::board_emergency},
        {"regulator warm", [](Bench& b, double v) { b.vrm.value = {v}; }, 99, 100, Reason::vrm_warm},
        {"regulator", [](Bench& b, double v) { b.vrm.value = {v}; }, 109, 110, Reason::vrm_emergency},
        {"supply low", [](Bench& b, double v) { b.input.value = {v}; }, 4.5, 4.5 - volt, Reason::supply_sag},
        {"supply high", [](Bench& b, double v) { b.input.value = {v}; }, 6.5, 6.5 + volt, Reason::supply_high},
        {"power", [](Bench& b, double v) { b.power.value = {v}; }, 42, 42 + watt, Reason::power_high},
        {"fan", [](Bench& b, double v) { b.fan = Rpm{static_cast<std::uint32_t>(v)}; }, 360, 359, Reason::fan_slow},
    };
    for (const Limit& limit : limits) {
        CAPTURE(limit.what);
        const auto reasons = [&](double value) {
            Bench bench;
            bench.to_hashing();
            limit.set(bench, value);
            for (int i = 0; i < 24; ++i)  // six seconds
                if (bench.step().reason == limit.expected || bench.memory.cause == limit.expected) return true;
            return false;
        };
        CHECK_FALSE(reasons(limit.harmless));
        CHECK(reasons(limit.harmful));
    }
}

TEST_CASE("what the Supervisor remembers stays small enough for a controller") {
    static_assert(std::is_trivially_copyable_v<Memory>);
    CHECK(sizeof(Memory) <= 3072);
}

}  // namespace adit::boards::safety::test
