// What must hold whatever happens: every combination of good, bad and missing sensors, and long random lives.
#include <random>

#include "tests/support/catch.hpp"
#include "tests/unit/safety/bench.hpp"

namespace adit::boards::safety::test {

namespace {

enum class Health { good, at_limit, missing };

/// Bends sensor number `which` (0..6).
void bend(Bench& bench, int which, Health health) {
    if (health == Health::good) return;
    const bool is_missing = health == Health::missing;
    const auto broken = is_missing ? std::optional{Invalid::bus} : std::nullopt;
    switch (which) {
        case 0:
            bench.chip = {{80}, broken};
            break;
        case 1:
            bench.board = {{80}, broken};
            break;
        case 2:
            bench.vrm = {{110}, broken};
            break;
        case 3:
            bench.regulator = {{0x0004, false}, broken};
            break;
        case 4:
            bench.duty = Sensed<Percent>{{0}, broken};
            break;
        case 5:
            bench.rail = {{1.3}, broken};
            break;
        default:
            bench.power = {{42.1}, broken};
            break;
    }
}

constexpr int sensors = 7;
constexpr int combinations = 3 * 3 * 3 * 3 * 3 * 3 * 3;

Duration time_to_off(const Bench& prepared, int combination) {
    Bench bench = prepared;
    for (int which = 0; which < sensors; ++which, combination /= 3)
        bend(bench, which, static_cast<Health>(combination % 3));
    const Instant start = bench.now;
    while (bench.last.permit.power && bench.now - start < 10s) bench.step();
    return bench.last.permit.power ? Duration::max() : bench.now - start;
}

}  // namespace

TEST_CASE("SA-9: in every combination of good, limiting and missing sensors, power stays on only if all are good") {
    for (const bool is_ramp : {false, true}) {
        Bench prepared;
        if (is_ramp)
            prepared.to_ramp();
        else
            prepared.to_hashing();
        prepared.facts.ramp_plan = {};
        prepared.run(2s);
        prepared.facts.core_set_at = prepared.now - 2s;
        REQUIRE(prepared.last.permit.power);
        CHECK(time_to_off(prepared, 0) == Duration::max());
        for (int combination = 1; combination < combinations; ++combination) {
            CAPTURE(is_ramp, combination);
            // The power budget alone has 2 + 3 s; everything else is off within the lease.
            constexpr int power_alone = combinations / 3;
            CHECK(time_to_off(prepared, combination) <= (combination == power_alone ? 5250ms : 3s));
        }
    }
}

namespace {

struct RandomLife : Bench {
    std::mt19937_64 random;
    explicit RandomLife(std::uint64_t seed) : random{seed} {
        profile.timings.idle = 5s;  // or hardly any life would ever see PARKED
    }

    bool one_in(std::uint64_t n) { return random() % n == 0; }
    template <class Value>
    void disturb(Sensed<Value>& sensor, Value value) {
        if (!one_in(40)) return;
        sensor.value = value;
        sensor.broken = one_in(3) ? std::optional{static_cast<Invalid>(random() % 8)} : std::nullopt;
    }
    void disturb_all() {
        const auto celsius = [&](double top) { return Celsius{static_cast<double>(random() % 1000) / 1000 * top}; };
        disturb(chip, celsius(85));
        disturb(board, celsius(60));
        disturb(vrm, celsius(105));
        disturb(power, Watts{static_cast<double>(random() % 44)});
        if (one_in(400)) regulator.value.word = static_cast<std::uint16_t>(1U << random() % 16);
        if (one_in(20)) regulator.value.word = 0;
        if (one_in(50)) facts.has_live_work = !one_in(4);
        if (one_in(50)) fan = one_in(3) ? std::optional{Rpm{0}} : std::nullopt;
        request = Request{
            .point = SetPoint{{static_cast<std::int32_t>(random() % 2500)}, {static_cast<double>(random() % 900)}},
            .fan = one_in(2) ? std::optional{Percent{static_cast<std::int32_t>(random() % 120)}} : std::nullopt,
            .lasting = std::chrono::seconds{random() % 600}};
        is_mining = !one_in(100) && (is_mining || one_in(100));
    }
    /// Mostly the event that leads on, sometimes any.
    Event event() {
        if (one_in(60)) return static_cast<Event>(random() % event_count);
        if (!memory.is_off_proven && !is_energised(memory.state)) return Event::off_confirmed;
        switch (memory.state) {
            case State::safe_off:
                return memory.wanted ? Event::tick : Event::start_request;
            case State::preflight:
                return Event::preflight_passed;
            case State::energised_idle:
                return memory.rail_on ? Event::checkpoint_reached : Event::rail_on;
            case State::ramp:
                return Event::ramp_done;
            case State::latched:
                return one_in(50) ? Event::latch_cleared : Event::tick;
            default:
                return Event::tick;
        }
    }
};

void check_decision(const Memory& before, Event event, const Bench& life) {
    const Decision& decision = life.last;
    const Permit& permit = decision.permit;
    const Envelope& envelope = life.profile.envelope;
    REQUIRE(permit.fan_duty >= envelope.fan_floor);
    REQUIRE(permit.fan_duty <= Percent{100});
    REQUIRE(permit.power == is_energised(decision.next.state));
    if (before.latched && event != Event::latch_cleared) REQUIRE(decision.next.latched);
    if (!permit.power) return;
    REQUIRE_FALSE(before.latched);
    REQUIRE(permit.max_core >= envelope.core_min);
    REQUIRE(permit.max_core <= envelope.core_max);
    REQUIRE(permit.max_frequency <= envelope.frequency_max);
    REQUIRE(permit.lease_until <= life.now + 3s);
    REQUIRE(decision.target.core <= permit.max_core);
    REQUIRE(decision.target.frequency <= permit.max_frequency);
    if (!decision.next.is_chip_live) REQUIRE(permit.max_frequency == life.profile.start_frequency);
    if (!decision.next.is_chip_live) REQUIRE(permit.fan_duty == Percent{100});
    if (!decision.next.is_chip_live) REQUIRE(permit.lease_until <= decision.next.window_until);
    if (decision.next.is_chip_live) REQUIRE(life.now - decision.next.watch.chip_seen < 3s);  // NV-7
}

}  // namespace

TEST_CASE("NV-6, NV-7, NV-13: in long random lives no decision breaks an invariant") {
    std::array<unsigned, state_count> visits{};
    for (std::uint64_t seed = 1; seed <= 8; ++seed) {
        RandomLife life{seed};
        for (int i = 0; i < 25'000; ++i) {
            life.disturb_all();
            const Memory before = life.memory;
            const Event event = life.event();
            life.is_frozen = life.one_in(30);
            life.step(event, life.one_in(5000) ? Duration{10s} : Duration{250ms});
            check_decision(before, event, life);
            ++visits[static_cast<std::size_t>(life.state())];
        }
    }
    for (const unsigned count : visits) CHECK(count > 20);
}

}  // namespace adit::boards::safety::test
