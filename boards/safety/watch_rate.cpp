// Verified work, start-up window, punctuality, lease; see watch.hpp.
#include <algorithm>

#include "boards/safety/watch.hpp"

namespace adit::boards::safety {

namespace {

// HZ-22: less than this part of the expected rate is as good as nothing.
constexpr double least_rate = 0.1;
// After a recovery the chain gets this long to show its first results before the next, harder one.
constexpr std::chrono::seconds recovery_grace{10};

/// max(5 s, 14/lambda): by then a healthy chain has answered but for one chance in a million.
Duration longest_silence(double nonces_per_second) noexcept {
    constexpr double shortest = 5.0, longest = 300.0, lifetimes = 14.0;
    const double seconds =
        nonces_per_second > 0.0 ? std::clamp(lifetimes / nonces_per_second, shortest, longest) : shortest;
    return std::chrono::duration_cast<Duration>(std::chrono::duration<double>(seconds));
}

struct Recovery {
    Duration after;
    std::uint8_t stage;
    Action action;
};

/// The hardest recovery that is due and was not tried yet.
void recover(Cycle& cycle, Duration starving_for) noexcept {
    const Timings& timings = cycle.timings();
    const Recovery ladder[]{{timings.reinit, 3, Action::reinit},
                            {timings.chain_reset, 2, Action::chain_reset},
                            {timings.resend_work, 1, Action::resend_work}};
    if (cycle.is_recovering() || cycle.now - *cycle.next.hashing_since < recovery_grace) return;
    Starving& starving = cycle.next.starving;
    // NV-5: the top of the ladder is tried again every minute for as long as the five last.
    if (starving.stage == ladder[0].stage && cycle.now - starving.stepped >= timings.reinit) starving.stage -= 1;
    for (const Recovery& rung : ladder) {
        if (starving_for < rung.after) continue;
        // One rung at a time: a late start at this ladder still begins with the gentlest.
        if (starving.stage >= rung.stage || starving.stage + 1 < rung.stage) continue;
        starving.stage = rung.stage;
        starving.stepped = cycle.now;
        cycle.actions.insert(rung.action);
        return;
    }
}

/// The oldest time stamp among readings power depends on; none if one of them is unknown.
class Oldest {
public:
    explicit Oldest(const Cycle& cycle) noexcept : cycle_{cycle}, at_{cycle.now} {}
    template <class Value>
    void require(const Reading<Value>& reading) noexcept {
        is_known_ = is_known_ && reading.is_fresh(cycle_.now, cycle_.timings().fresh);
        at_ = std::min(at_, reading.at());
    }
    void require_silicon(const Reading<Celsius>& reading) noexcept {
        require(reading);
        is_known_ = is_known_ && is_plausible(reading.value());
    }
    [[nodiscard]] std::optional<Instant> at() const noexcept { return is_known_ ? std::optional{at_} : std::nullopt; }

private:
    const Cycle& cycle_;
    Instant at_;
    bool is_known_ = true;
};

std::optional<Instant> oldest_needed(const Cycle& cycle) noexcept {
    const Readings& readings = cycle.readings();
    Oldest oldest{cycle};
    oldest.require(readings.regulator);
    if (cycle.profile.has_regulator_sensor) oldest.require(readings.vrm);
    if (cycle.profile.has_board_sensor) oldest.require_silicon(readings.board);
    if (cycle.profile.has_fan) oldest.require(readings.fan_duty);
    if (cycle.next.is_chip_live) oldest.require_silicon(readings.chip);
    const bool is_rail_settled = cycle.next.rail_on && cycle.now - *cycle.next.rail_on >= cycle.timings().fresh;
    if (!is_rail_settled) return oldest.at();
    if (cycle.profile.measures_rail) oldest.require(readings.rail_voltage);
    oldest.require(readings.input_power);
    return oldest.at();
}

}  // namespace

bool is_late(const Cycle& cycle) noexcept {
    return cycle.next.last_cycle && cycle.now - *cycle.next.last_cycle > cycle.timings().late;
}

Reason watch_rate(Cycle& cycle) noexcept {
    const Facts& facts = cycle.in.facts;
    Starving& starving = cycle.next.starving;
    if (!facts.has_live_work) starving = {};
    if (!is_hashing(cycle.next.state) || !facts.has_live_work) return Reason::none;
    const Instant begun = cycle.next.hashing_since.value_or(cycle.now);
    const Instant last = std::max(facts.last_verified_nonce.value_or(begun), begun);
    const bool is_silent = cycle.now - last >= longest_silence(facts.expected_nonces_per_second);
    const bool is_low = facts.verified_rate.value < facts.expected_rate.value * least_rate;
    if (!is_silent && !is_low) {
        starving = {};
        return Reason::none;
    }
    if (!starving.since) starving.since = is_silent ? last : cycle.now;
    const Duration starving_for = cycle.now - *starving.since;
    if (starving_for >= cycle.timings().zero_rate_off) return Reason::zero_rate;
    recover(cycle, starving_for);
    return Reason::none;
}

Reason watch_start(Cycle& cycle) noexcept {
    const Memory& next = cycle.next;
    if (cycle.is_started() || cycle.now < next.window_until) return Reason::none;
    if (!next.rail_on) return Reason::power_failed;
    return next.is_chip_live ? Reason::chain_failed : Reason::no_chip_temperature_at_start;
}

Reason watch_punctuality(const Cycle& cycle) noexcept {
    if (cycle.now >= cycle.next.lease_until) return Reason::lease_expired;
    return is_late(cycle) ? Reason::supervisor_late : Reason::none;
}

Reason watch_all(Cycle& cycle) noexcept {
    // After a gap every reading is old; naming the gap is more honest than naming a sensor.
    if (is_late(cycle)) return watch_punctuality(cycle);
    for (const auto watcher : {watch_heat, watch_fans, watch_power, watch_supply, watch_contradiction, watch_start,
                               watch_chips, watch_clock, watch_line, watch_results, watch_rate})
        if (const Reason reason = watcher(cycle); reason != Reason::none) return reason;
    return watch_punctuality(cycle);
}

Instant renewed_lease(const Cycle& cycle) noexcept {
    const std::optional<Instant> oldest = oldest_needed(cycle);
    if (!oldest) return cycle.next.lease_until;
    Instant until = *oldest + cycle.timings().lease;
    if (!cycle.is_started()) until = std::min(until, cycle.next.window_until);
    return std::max(until, cycle.next.lease_until);
}

}  // namespace adit::boards::safety
