// See runner.hpp.
#include "boards/runtime/runner.hpp"

#include <algorithm>
#include <bit>
#include <chrono>
#include <cmath>
#include <utility>

namespace adit::boards {

using namespace std::chrono_literals;
using safety::Action;
using safety::Event;

namespace {

/// SA-5, SA-12: the Supervisor's cycle.
constexpr Duration cycle = 250ms;

/// Exact, and without the mathematical library: asked for in every cycle. For -1022..1023.
constexpr double power_of_two(int exponent) noexcept {
    constexpr int bias = 1023, mantissa_bits = 52;
    return std::bit_cast<double>(static_cast<std::uint64_t>(exponent + bias) << mantissa_bits);
}

/// Rates of a device that returns results of Z instead of 32 zero bits scale with it (SEAMS section 1).
double zero_bits_scale(std::uint8_t zero_bits) noexcept { return power_of_two(static_cast<int>(zero_bits) - 32); }

/// How long a board that is off is still left alone.
std::optional<Duration> rest_of(const safety::Memory& memory, Instant now) {
    if (safety::is_energised(memory.state) || memory.latched || memory.not_before <= now) return std::nullopt;
    return memory.not_before - now;
}

}  // namespace

Runner::Runner(const RunnerConfig& config, RunnerPorts ports, WorkSource& source, DeviceIndex device)
    : config_{config},
      clock_{ports.clock},
      gate_{ports.regulator, config.profile, *config.chain.chip},
      chain_{config.chain},
      link_{ports.line, gate_},
      plan_{PlanTargets{chain_, link_, gate_, ports.reset, ports.clock, events_, config.reset_active_low,
                        config.reset_baud}},
      instruments_{ports.instruments, gate_, ports.clock},
      feed_{source, device, chain_},
      chips_{chain_},
      reads_{chain_},
      recovery_{ports.recovery},
      keeping_{config.keeper},
      last_{.next = keeping_.memory_at_start(config.profile, ports.clock.now())},
      start_plan_{printed_duration(PowerOnPlan{power_up_words(config.power_on), chain_, {}}, config.reset_baud)} {}

Runner::~Runner() { (void)cut_power(); }

Instant Runner::step() {
    ++progress_;
    take_replies();
    feed_chain();
    (void)gate_.poll(clock_.now());
    supervise();
    start_wanted_plans();
    plan_.advance();
    watch_chips();
    instruments_.read_one();
    care_for_bus();
    link_.flush();
    return next_deadline();
}

void Runner::supervise() {
    feed_.look(clock_.now());
    for (std::size_t waiting = events_.size(); waiting > 0; --waiting)
        if (const auto event = events_.take()) decide(*event);
    // What was read is judged once the round is whole, not a cycle later; a round that takes longer than a cycle keeps
    // no decision waiting.
    const bool is_cycle_due = clock_.now() >= next_cycle_, is_round_done = instruments_.is_round_done();
    if (is_cycle_due) next_cycle_ = clock_.now() + cycle;
    if (is_round_done ? is_round_unjudged_ : is_cycle_due) {
        is_round_unjudged_ = !is_round_done;
        tick();
    }
    if (!is_cycle_due || !is_round_done) return;
    instruments_.start_round();
    is_round_unjudged_ = true;
}

void Runner::tick() {
    chips_.look(chain_.counters(), clock_.now());
    keeping_.prepare(memory_, config_.holds, clock_.now());
    decide(Event::tick);
    keeping_.look(last_, expected_rate(), feed_.verified_rate(clock_.now()), clock_.now());
}

void Runner::decide(Event event) {
    const Instant now = clock_.now();
    const bool was_hashing = is_hashing(memory_.state);
    last_ = safety::decide(memory_, inputs(event, now), now, config_.profile);
    gate_.set_permit(last_.permit, now);
    if (!was_hashing && is_hashing(memory_.state)) feed_.restart_rate(now);
    was_energised_ = was_energised_ || is_energised(memory_.state);
    carry_out(last_);
    keeping_.book(memory_, now);
    apply_fan(last_.permit.fan_duty);
}

safety::Inputs Runner::inputs(Event event, Instant now) const {
    return {.event = event,
            .readings = instruments_.readings(),
            .facts = facts(now),
            .preflight = preflight_,
            .holds = config_.holds | keeping_.holds(),
            .request = {}};
}

/// This device's rates are those of silicon times this.
double Runner::rate_scale() const noexcept {
    return zero_bits_scale(config_.chain.zero_bits) * power_of_two(-feed_.missing_engine_bits());
}

HashesPerSecond Runner::expected_rate() const noexcept {
    return {chain_.nominal_rate(plan_.clock()).value * rate_scale()};
}

safety::Facts Runner::facts(Instant now) const {
    const HashesPerSecond rate = expected_rate();
    return {.chain = chips_.facts(rate_scale(), now),
            .has_live_work = feed_.has_work(),
            .last_verified_nonce = feed_.last_verified(),
            .expected_rate = rate,
            .verified_rate = feed_.verified_rate(now),
            .expected_nonces_per_second = rate.value / power_of_two(feed_.claim_bits()),
            .ramp_plan = plan_.ramp_duration(),
            .start_plan = start_plan_,
            .bus_recoveries = bus_care_.within_hour(now),
            .core_set = gate_.core_set(),
            .core_set_at = gate_.core_set_at()};
}

void Runner::carry_out(const safety::Decision& decision) {
    const safety::Actions& actions = decision.actions;
    if (actions.contains(Action::stop_feeding)) feed_.stop();
    if (actions.contains(Action::trip_sequence)) {
        (void)safety::run_trip_sequence(*this);
        events_.post(is_cut_ ? Event::off_confirmed : Event::off_failed);
    } else if (actions.contains(Action::force_off)) {
        force_off();
    }
    if (actions.contains(Action::persist_latch)) remember_latch(decision.reason);
    if (actions.contains(Action::alarm)) {
        ++alarms_;
        alarm_ = decision.reason;
    }
    carry_out_plans(decision);
}

void Runner::carry_out_plans(const safety::Decision& decision) {
    const safety::Actions& actions = decision.actions;
    if (actions.contains(Action::run_preflight)) run_preflight();
    if (actions.contains(Action::power_up) && !plan_.is_busy())
        plan_.start(PowerOnPlan{power_up_words(config_.power_on), chain_, decision.target});
    if (actions.contains(Action::ramp_to) && !(plan_.is_ramping() && plan_.ramp_target() == decision.target))
        plan_.start_ramp(decision.target);
    if (actions.contains(Action::rewrite_core)) (void)gate_.step_core(decision.target.core, clock_.now());
    if (actions.contains(Action::reread_temperature)) instruments_.reread_chip();
    if (actions.contains(Action::resend_work)) feed_.resend();
    is_rewrite_wanted_ = is_rewrite_wanted_ || actions.contains(Action::rewrite_clock);
    is_resync_wanted_ = is_resync_wanted_ || actions.contains(Action::resync_line);
    if (actions.contains(Action::chain_reset)) plan_.start(PowerOnPlan{chain_reset_words(), chain_, decision.target});
}

void Runner::remember_latch(safety::Reason reason) noexcept {
    const safety::Readings& readings = instruments_.readings();
    LatchNote note{.reason = memory_.latched.value_or(reason), .clock = plan_.clock()};
    if (readings.chip.is_valid()) note.chip = readings.chip.value();
    if (readings.vrm.is_valid()) note.regulator = readings.vrm.value();
    if (readings.rail_voltage.is_valid())
        note.rail = Millivolts{static_cast<std::int32_t>(std::lround(readings.rail_voltage.value().value * 1000.0))};
    if (readings.regulator.is_valid()) note.regulator_status = readings.regulator.value().word;
    keeping_.latch(note, memory_, clock_.now());
}

void Runner::sign_off() noexcept {
    if (is_off() && !is_energised(memory_.state)) keeping_.close(memory_, clock_.now());
}

void Runner::apply_fan(Percent duty) {
    if (fan_set_ == duty || fans_failed_at_ == progress_) return;
    const bool is_ready = instruments_.prepare();  // what is not ready cannot keep the other fans from turning
    const bool is_set = instruments_.drive_fans(duty) && is_ready;
    fan_set_ = is_set ? std::optional{duty} : std::nullopt;
    if (!is_set) fans_failed_at_ = progress_;
}

void Runner::run_preflight() {
    preflight_ = gate_.preflight();
    if (!instruments_.prepare()) preflight_.insert(safety::NotArmed::id_mismatch);
    events_.post(preflight_.is_empty() ? Event::preflight_passed : Event::preflight_failed);
}

void Runner::force_off() {
    // A bus that fails at once would be asked without a pause: after a failure the next cycle is soon enough.
    // Nor twice in a step that already decides for the next cycle: time-outs add up (NV-18).
    if (off_failed_in_ == next_cycle_ || off_failed_at_ == progress_) return;
    const bool is_off = cut_power();
    if (!is_off) off_failed_in_ = next_cycle_;
    events_.post(is_off ? Event::off_confirmed : Event::off_failed);
}

bool Runner::cut_power() {
    plan_.cancel();
    const bool is_core_off = gate_.core_off().has_value();
    const bool is_reset_held = plan_.set_reset(true);
    is_cut_ = is_core_off && is_reset_held;
    if (!is_cut_) off_failed_at_ = progress_;
    return is_cut_;
}

bool Runner::do_carry_out(const safety::TripStepRule& rule) {
    const Instant start = clock_.now();
    bool is_done = true;
    switch (rule.step) {
        case safety::TripStep::stop_feeding:
            feed_.stop();
            break;
        case safety::TripStep::cut_power:
            is_done = cut_power();
            break;
        case safety::TripStep::fans_full:
            fan_set_.reset();
            is_done = instruments_.drive_fans(Percent{100});
            if (!is_done) fans_failed_at_ = progress_;
            break;
        case safety::TripStep::record:
        case safety::TripStep::tell_operator:
            break;  // `persist_latch` and `alarm` follow; telling is the business of whoever reads `status()`
    }
    return is_done && clock_.now() - start <= rule.limit;
}

Instant Runner::next_deadline() const {
    Instant next = next_cycle_;
    if (events_.size() > 0 || is_round_unjudged_ || !instruments_.is_round_done()) return clock_.now();
    // What is due but could not be done now (a plan is under way, the line takes nothing) is tried again a little
    // later; what is due soon is not put off: jobs for midstates may be half a millisecond apart.
    const Instant now = clock_.now();
    const auto after_now = [now](Instant due) { return due > now ? due : now + 1ms; };
    if (plan_.is_busy()) next = std::min(next, after_now(plan_.next_deadline()));
    if (link_.has_unsent()) next = std::min(next, now + 1ms);
    if (!is_hashing(memory_.state)) return next;
    return std::min({next, after_now(feed_.next_deadline()), after_now(reads_.next_deadline())});
}

BoardStatus Runner::status() const {
    const safety::Readings& readings = instruments_.readings();
    const auto known = [](const auto& reading) {
        return reading.is_valid() ? std::optional{reading.value()} : std::nullopt;
    };
    const auto core_of = [&](const safety::Reading<Volts>& rail) {
        const auto volts = known(rail);
        return volts ? std::optional{Volts{volts->value / config_.profile.series_domains}} : std::nullopt;
    };
    const auto counters = chain_.counters();
    BoardStatus status{.state = safety::name(memory_.state),
                       .reason = reason(),
                       .retry_in = rest_of(memory_, clock_.now()),
                       .arming = last_.not_armed.bits(),
                       .chip = known(readings.chip),
                       .board = known(readings.board),
                       .regulator = known(readings.vrm),
                       .fan = known(readings.fan_speed),
                       .fan_duty = known(readings.fan_duty),
                       .input = known(readings.input_voltage),
                       .core = core_of(readings.rail_voltage),
                       .current = known(readings.rail_current),
                       .frequency = plan_.clock(),
                       .chips = plan_.chips_found(),
                       .expected_rate = expected_rate(),
                       .missing_engine_bits = feed_.missing_engine_bits(),
                       .was_energised = was_energised_,
                       .progress = progress_,
                       .crc_errors = counters.crc_failures,
                       .garbage_bytes = counters.garbage_bytes,
                       .refused_results = counters.inconsistent_nonces + counters.unknown_jobs,
                       .alarms = alarms_,
                       .alarm = alarm()};
    chips_.describe(status, clock_.now());
    return status;
}

}  // namespace adit::boards
