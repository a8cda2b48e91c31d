// A Supervisor on the bench: a healthy board whose readings can be bent, a clock that is moved by hand.
#pragma once

#include <optional>

#include "boards/safety/supervisor.hpp"
#include "tests/unit/safety/gamma.hpp"

namespace adit::boards::safety::test {

using namespace std::chrono_literals;

/// What the sensors will say; an `Invalid` beats the value.
template <class Value>
struct Sensed {
    Value value{};
    std::optional<Invalid> broken{};
    [[nodiscard]] Reading<Value> read(Instant now) const {
        return broken ? Reading<Value>::invalid(*broken, now) : Reading<Value>::valid(value, now);
    }
};

struct Bench {
    Profile profile = gamma_profile();
    Instant now{1h};
    Memory memory = memory_at_start(profile);
    Decision last{};
    Facts facts{.has_live_work = true,
                .last_verified_nonce = {},
                .expected_rate = {1e12},
                .verified_rate = {1e12},
                .expected_nonces_per_second = 1.0,
                .ramp_plan = 8s,
                .core_set = {1150},
                .core_set_at = Instant{}};
    Sensed<Celsius> chip{{60}}, board{{40}}, vrm{{70}};
    Sensed<Volts> input{{5.0}}, rail{{1.15}};
    Sensed<Watts> power{{18}};
    Sensed<RegulatorStatus> regulator{};
    std::optional<Sensed<Percent>> duty{};  ///< none: what was commanded
    std::optional<Rpm> fan{};               ///< none: as fast as commanded
    std::optional<Instant> chip_read_at{};  ///< none: now
    bool is_frozen = false;                 ///< the Runner no longer reads
    bool is_mining = true;                  ///< each step ends with a verified nonce
    Readings frozen{};
    ArmingBits holds{}, preflight{};
    std::optional<Request> request{};

    [[nodiscard]] Readings read() const {
        const auto turning = static_cast<std::uint32_t>(60 * memory.fan_duty.value);
        Readings readings;
        readings.chip = chip.read(chip_read_at.value_or(now));
        readings.board = board.read(now);
        readings.vrm = vrm.read(now);
        readings.input_voltage = input.read(now);
        readings.rail_voltage = rail.read(now);
        readings.input_power = power.read(now);
        readings.regulator = regulator.read(now);
        readings.fan_duty = duty.value_or(Sensed<Percent>{memory.fan_duty}).read(now);
        readings.fan_speed = Reading<Rpm>::valid(fan.value_or(Rpm{turning}), now);
        return readings;
    }

    /// One decision after `later`.
    const Decision& step(Event event = Event::tick, Duration later = 250ms) {
        now += later;
        if (!is_frozen) frozen = read();
        if (is_mining && is_hashing(memory.state)) facts.last_verified_nonce = now;
        last = decide(memory, {event, frozen, facts, preflight, holds, request}, now, profile);
        memory = last.next;
        return last;
    }

    /// Ticks until `state`, at most for `limit`. Returns the time it took, or none.
    std::optional<Duration> ticks_until(State state, Duration limit) {
        const Instant start = now;
        while (now - start < limit)
            if (step().next.state == state) return now - start;
        return std::nullopt;
    }
    void run(Duration span) {
        const Instant end = now + span;
        while (now < end) step();
    }

    void to_preflight() {
        step(Event::off_confirmed);
        step(Event::start_request);
    }
    void to_idle() {
        to_preflight();
        step(Event::preflight_passed);
        facts.core_set_at = now;
    }
    void to_ramp() {
        to_idle();
        step(Event::rail_on);
        step(Event::checkpoint_reached);
        step();
    }
    void to_hashing() {
        to_ramp();
        step(Event::ramp_done);
        run(5s);  // spin-up grace of the fans is over
    }

    [[nodiscard]] State state() const { return memory.state; }
    [[nodiscard]] bool did(Action action) const { return last.actions.contains(action); }
};

}  // namespace adit::boards::safety::test
