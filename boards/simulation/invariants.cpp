// See invariants.hpp.
#include "boards/simulation/invariants.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace adit::boards::simulation {

using namespace std::chrono_literals;

namespace {

double seconds(Duration time) noexcept { return std::chrono::duration<double>(time).count(); }

/// SEAMS: a chip temperature is due at the end of the start-up window.
constexpr Duration start_window = 5s;
/// A ramp from the lowest to the highest clock takes 10 s; nobody hashes at rate before.
constexpr Duration ramp_time = 20s;

}  // namespace

Duration Invariants::held(std::optional<Instant>& since, bool is_true, Instant now) noexcept {
    if (!is_true) since.reset();
    if (is_true && !since) since = now;
    return since ? now - *since : Duration::zero();
}

std::optional<Violation> Invariants::watch_envelope(const Scene& scene, const WireWatch& wire) {
    const safety::Envelope& envelope = scene.profile.envelope;
    const Millivolts most = scene.profile.rail(envelope.core_max);
    constexpr Millivolts resolution{2}, step{25};  // ULINEAR16 at 2^-9 V; HZ-09
    const Millivolts steepest = scene.profile.rail(step) + resolution;
    if (scene.seen.rail_highest > most + resolution)
        return Violation{"NV-6", "rail above the envelope (mV)", double(scene.seen.rail_highest.value)};
    if (wire.highest() > most + resolution)
        return Violation{"NV-6", "voltage ordered above the envelope (mV)", double(wire.highest().value)};
    if (wire.steepest() > steepest)
        return Violation{"NV-6", "voltage raised in too large a step (mV)", double(wire.steepest().value)};
    if (scene.seen.frequency > envelope.frequency_max)
        return Violation{"NV-6", "clock above the envelope (MHz)", scene.seen.frequency.value};
    return std::nullopt;
}

/// NV-5: a minute without results in which nothing was done about it; five minutes without switching off for good.
std::optional<Violation> Invariants::watch_yield(const Scene& scene, const HostFacts& host) {
    constexpr Duration window = 30s, no_step = 60s, no_rest = 300s, rest = 25s;
    constexpr double least_due = 8.0, least_share = 0.1;  // results scatter
    const bool is_due = scene.is_energised() && scene.has_work && scene.is_running && scene.is_reachable;
    if (scene.has_power()) powered_at_ = scene.now;
    // A rest with the core off is an end; the short power cycle of a recovery is a step.
    const bool has_rested = scene.now - powered_at_ > rest;
    if (has_rested || !scene.has_work || !scene.is_running || !scene.is_reachable) starving_since_.reset();
    if (!scene.is_energised()) stepped_at_ = scene.now;
    if (!is_due) return std::nullopt;
    if (!starving_since_) begin_starving(scene);
    count_due(scene, host);
    if (scene.now - credit_checked_ >= window && due_ >= least_due) {
        const bool is_fed = static_cast<double>(scene.work.credited - credited_) >= least_share * due_;
        begin_credit(scene);
        if (is_fed) begin_starving(scene);
    }
    const Duration starving = credit_checked_ - *starving_since_;  // as far as it has been counted
    const Duration idle = std::min(starving, scene.now - stepped_at_);
    if (idle > no_step + window + ramp_time)
        return stepped_at_ = scene.now, Violation{"NV-5", "no results and nothing done about it (s)", seconds(idle)};
    if (starving > no_rest + window + 4 * ramp_time)
        return starving_since_ = scene.now, Violation{"NV-5", "no results, power still on (s)", seconds(starving)};
    return std::nullopt;
}

void Invariants::begin_starving(const Scene& scene) noexcept {
    starving_since_ = scene.now;
    begin_credit(scene);
}

void Invariants::begin_credit(const Scene& scene) noexcept {
    credit_checked_ = due_counted_ = scene.now;
    credited_ = scene.work.credited;
    due_ = 0.0;
}

/// What a board at this clock should have brought; a dead one, at its last clock.
void Invariants::count_due(const Scene& scene, const HostFacts& host) noexcept {
    if (scene.seen.frequency.value > 0.0) clock_ = scene.seen.frequency;
    const double part = std::min(1.0, clock_.value / scene.profile.default_point.frequency.value);
    due_ += host.expected_results_per_second * part * seconds(scene.now - due_counted_);
    due_counted_ = scene.now;
}

std::optional<Violation> Invariants::watch_blindness(const Scene& scene) {
    constexpr Duration longest_blind = 3s, longest_fanless = 10s, cycle = 500ms;
    const bool is_watched = scene.is_energised() && scene.is_running && scene.is_reachable && !scene.was_stalled;
    if (!std::exchange(was_energised_, scene.is_energised()) && scene.is_energised()) blind_since_.reset();
    const Duration blind = held(blind_since_, is_watched && scene.is_chip_unreadable(), scene.now);
    const Duration fanless = held(fanless_since_, is_watched && scene.is_fan_slow(), scene.now);
    const bool is_starting = blind_since_ && !scene.seen.is_hashing;
    if (blind > longest_blind + cycle + (is_starting ? start_window : 0s))
        return blind_since_ = scene.now, Violation{"NV-7", "power on, chip temperature unknown (s)", seconds(blind)};
    if (fanless > longest_fanless + cycle)
        return fanless_since_ = scene.now, Violation{"NV-7", "power on, fan not turning (s)", seconds(fanless)};
    return std::nullopt;
}

std::optional<Violation> Invariants::watch_heat(const Scene& scene) {
    if (!scene.is_energised()) energised_at_ = scene.now;
    const bool is_measurable = !scene.is_before_first_temperature(scene.now - energised_at_);
    const bool is_hot = is_measurable && scene.is_energised() && scene.is_running && scene.is_reachable &&
                        scene.is_chip_trusted() && !scene.was_stalled &&
                        scene.seen.chip_temperature >= scene.profile.envelope.emergency;
    // Two samples over a bus at the edge of its time-out: two rounds of a dozen answers, 100 ms each.
    constexpr Duration slow_rounds = 2400ms;
    if (held(hot_since_, is_hot, scene.now) <= (scene.is_prompt() ? 1s : 1s + slow_rounds)) return std::nullopt;
    hot_since_ = scene.now;
    return Violation{"NV-8", "power on above the emergency temperature (C)", scene.seen.chip_temperature.value};
}

std::optional<Violation> Invariants::watch_latch(const Scene& scene, const HostFacts& host) {
    const bool is_said = scene.is_running && scene.state == safety::State::latched;
    is_latched_ = is_latched_ || is_said || host.is_latch_stored;
    const bool has_risen = scene.seen.is_regulator_on && !had_power_;
    had_power_ = scene.seen.is_regulator_on;
    if (!is_latched_ || !has_risen) return std::nullopt;
    return Violation{"NV-13", "power although a latch was never cleared (mV)", double(scene.seen.rail.value)};
}

std::optional<Violation> Invariants::watch_host(const Scene& scene, const HostFacts& host) {
    constexpr std::uint64_t most_turns = 60'000;  // a second
    if (host.longest_step > 1s) return Violation{"NV-18", "one step took too long (s)", seconds(host.longest_step)};
    if (scene.now - turns_checked_ >= 1s) {
        const std::uint64_t turned = host.turns - std::exchange(turns_, host.turns);
        turns_checked_ = scene.now;
        if (turned > most_turns) return Violation{"NV-11", "turning without progress (steps a second)", double(turned)};
    }
    if (std::exchange(strangers_, scene.work.strangers) != scene.work.strangers)
        return Violation{"NV-19", "results of another board's work", double(scene.work.strangers)};
    return std::nullopt;
}

std::optional<Violation> Invariants::look(const Scene& scene, const WireWatch& wire, const HostFacts& host) {
    Result first;
    const auto keep = [&](const Result& result) {
        if (result && !first) first = result;
    };
    keep(watch_envelope(scene, wire));
    keep(watch_yield(scene, host));
    keep(watch_blindness(scene));
    keep(watch_heat(scene));
    keep(watch_latch(scene, host));
    keep(watch_host(scene, host));
    return first;
}

}  // namespace adit::boards::simulation
