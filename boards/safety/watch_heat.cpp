// Temperatures and fans; see watch.hpp.
#include <algorithm>

#include "boards/safety/watch.hpp"

namespace adit::boards::safety {

namespace {

// SA-10: one odd sample is not enough; HZ-02, HZ-05: two are; HZ-03: three invalid ones in a row.
constexpr std::uint8_t trip_samples = 2;
constexpr std::uint8_t invalid_samples = 3;
constexpr std::uint8_t clear_samples = 2;

/// Counts valid samples at or above `limit`. Invalid ones neither count nor clear; a NaN counts.
std::uint8_t count_at_least(SampleCount& count, const Reading<Celsius>& reading, Celsius limit) noexcept {
    if (!reading.is_valid()) return count.count;
    return count.feed(reading.at(), !(reading.value() < limit));
}

Reason watch_chip(Cycle& cycle) noexcept {
    if (!cycle.next.is_chip_live) return Reason::none;
    Watch& watch = cycle.next.watch;
    const Reading<Celsius>& chip = cycle.readings().chip;
    if (is_known(chip, cycle)) watch.chip_seen = std::max(watch.chip_seen, chip.at());
    const bool is_bad_sample = !chip.is_valid() || !is_plausible(chip.value());
    if (watch.chip_invalid.feed(chip.at(), is_bad_sample) >= invalid_samples ||
        cycle.now - watch.chip_seen >= cycle.timings().unknown)
        return Reason::chip_temperature_unknown;
    if (is_bad_sample) return Reason::none;
    const Envelope& envelope = cycle.profile.envelope;
    const std::uint8_t before = watch.chip_emergency.count;
    const std::uint8_t after = count_at_least(watch.chip_emergency, chip, envelope.emergency);
    if (after >= trip_samples) return Reason::chip_emergency;
    cycle.actions.insert_if(after > before, Action::reread_temperature);
    count_at_least(watch.chip_hot, chip, envelope.throttle);
    return Reason::none;
}

/// HZ-06: without enough air flow, a quick rise of the chip's temperature ends the patience early.
bool is_heating_up(const Cycle& cycle, Duration slow_for) noexcept {
    constexpr double limit_per_second = 0.5;
    constexpr std::chrono::seconds shortest{2};
    const Watch& watch = cycle.next.watch;
    const Duration span = slow_for - cycle.timings().fan_slow;
    if (!watch.fan_low_chip || span < shortest || !is_known(cycle.readings().chip, cycle)) return false;
    const double rise = (cycle.readings().chip.value() - *watch.fan_low_chip).value;
    return rise > limit_per_second * std::chrono::duration<double>(span).count();
}

Reason watch_fan_speed(Cycle& cycle) noexcept {
    Watch& watch = cycle.next.watch;
    // SA-10: one odd sample neither makes a fan slow nor clears it.
    const bool is_turning = is_fan_turning(cycle);
    const std::uint8_t turning = watch.fan_turning.feed(cycle.readings().fan_speed.at(), is_turning);
    const bool is_low = !is_turning || (watch.fan_unproven.since && turning < clear_samples);
    // The grace of a step is to spin up, not for a fan that was already slow: a restless duty would renew it for ever.
    // NV-7 knows no grace: a fan spins up in less than it allows.
    const Duration unproven_for = watch.fan_unproven.feed(cycle.now, is_low);
    const bool has_grace = !watch.fan_low.since && cycle.now - cycle.next.fan_stepped < cycle.timings().fan_grace;
    const Duration low_for = watch.fan_low.feed(cycle.now, !has_grace && is_low);
    const bool was_slow = watch.is_fan_slow;
    watch.is_fan_slow = low_for >= cycle.timings().fan_slow;
    if (unproven_for >= cycle.timings().fan_dead) return Reason::fan_stalled;
    if (!watch.is_fan_slow) return Reason::none;
    if (!was_slow) {
        watch.fan_low_chip.reset();
        if (is_known(cycle.readings().chip, cycle)) watch.fan_low_chip = cycle.readings().chip.value();
    }
    return is_heating_up(cycle, low_for) ? Reason::fan_stalled : Reason::none;
}

Reason watch_fan_duty(Cycle& cycle) noexcept {
    // The controller counts in 1/63, rounded down.
    constexpr Percent tolerance{2};
    const Reading<Percent>& duty = cycle.readings().fan_duty;
    if (duty.at() <= cycle.next.fan_changed) return Reason::none;
    const Percent commanded = cycle.next.fan_duty;
    const bool is_wrong =
        !duty.is_valid() || duty.value() > commanded + tolerance || duty.value() < commanded - tolerance;
    const std::uint8_t wrong = cycle.next.watch.fan_duty_wrong.feed(duty.at(), is_wrong);
    return wrong >= trip_samples ? Reason::fan_unreachable : Reason::none;
}

}  // namespace

Reason watch_heat(Cycle& cycle) noexcept {
    Watch& watch = cycle.next.watch;
    const Readings& readings = cycle.readings();
    const Envelope& envelope = cycle.profile.envelope;
    if (const Reason chip = watch_chip(cycle); chip != Reason::none) return chip;
    if (cycle.profile.has_board_sensor &&
        count_at_least(watch.board_emergency, readings.board, envelope.emergency) >= trip_samples)
        return Reason::board_emergency;
    if (count_at_least(watch.vrm_emergency, readings.vrm, envelope.vrm_trip) >= trip_samples)
        return Reason::vrm_emergency;
    count_at_least(watch.vrm_hot, readings.vrm, cycle.profile.vrm_warm);
    return Reason::none;
}

Reason watch_fans(Cycle& cycle) noexcept {
    if (!cycle.profile.has_fan) return Reason::none;
    if (const Reason duty = watch_fan_duty(cycle); duty != Reason::none) return duty;
    return watch_fan_speed(cycle);
}

bool is_fan_turning(const Cycle& cycle) noexcept {
    constexpr std::uint64_t least_percent = 30;
    const Reading<Rpm>& speed = cycle.readings().fan_speed;
    if (!speed.is_fresh(cycle.now, cycle.timings().fresh)) return false;
    const auto duty = static_cast<std::uint64_t>(std::clamp<std::int32_t>(cycle.next.fan_duty.value, 0, 100));
    const std::uint64_t full = cycle.profile.fan_full_speed.value;
    return std::uint64_t{speed.value().value} * 100 * 100 >= full * duty * least_percent;
}

}  // namespace adit::boards::safety
