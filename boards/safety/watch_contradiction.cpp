// A chip temperature that cannot be true: it stands still, does not follow the power, or moves as no heat sink can
// (HZ-03, HZ-04). See watch.hpp. All of it looks at the median of three samples, so that one odd sample means nothing.
#include <algorithm>

#include "boards/safety/watch.hpp"

namespace adit::boards::safety {

namespace {

double seconds(Duration span) noexcept { return std::chrono::duration<double>(span).count(); }

Celsius median(Celsius a, Celsius b, Celsius c) noexcept {
    return std::max(std::min(a, b), std::min(std::max(a, b), c));
}

/// Smoothed over about a second: a single reading of a meter is noisy.
void follow_power(Cycle& cycle) noexcept {
    constexpr double weight = 0.25;
    HeatHistory& heat = cycle.next.watch.heat;
    const Reading<Watts>& power = cycle.readings().input_power;
    const bool is_new = power.at() != heat.power_at && power.is_fresh(cycle.now, cycle.timings().fresh);
    if (!is_new) return;
    heat.power_at = power.at();
    heat.power = heat.power ? *heat.power + (power.value() - *heat.power) * weight : power.value();
}

/// The newest median, once there are three samples and only when one is new.
std::optional<Celsius> next_median(HeatHistory& heat, const Reading<Celsius>& chip) noexcept {
    if (chip.at() == heat.sampled) return std::nullopt;
    const auto [older, old] = heat.earlier;
    heat.earlier = {old, chip.value()};
    heat.sampled = chip.at();
    if (heat.samples < heat.earlier.size()) {
        ++heat.samples;
        return std::nullopt;
    }
    return median(older, old, chip.value());
}

/// HZ-03: the raw value, not the median: a living sensor is never this quiet.
bool is_stuck(HeatHistory& heat, const Reading<Celsius>& chip, Duration longest) noexcept {
    constexpr double change = 1.2;
    if (!heat.power) return false;
    const Watts power = *heat.power;
    if (heat.still != chip.value()) {
        heat.still = chip.value();
        heat.still_since = chip.at();
        heat.still_low = heat.still_high = power;
    }
    heat.still_low = std::min(heat.still_low, power);
    heat.still_high = std::max(heat.still_high, power);
    return chip.at() - heat.still_since > longest && heat.still_high > heat.still_low * change;
}

/// HZ-04 (a). A chip that was hot when it became readable need not rise; one that is no warmer than warm air is
/// suspect whatever it was.
bool is_too_cold(Cycle& cycle, Celsius temperature) noexcept {
    constexpr Celsius warm_air{40.0};
    constexpr double surely = 0.3;
    HeatHistory& heat = cycle.next.watch.heat;
    if (!heat.first) heat.first = heat.highest = temperature;
    heat.highest = std::max(heat.highest, temperature);
    const auto& hashing_since = cycle.next.hashing_since;
    if (!heat.power || !hashing_since || cycle.now - *hashing_since < cycle.timings().rise) return false;
    const Celsius expected{heat.power->value * cycle.profile.least_rise * surely};
    return heat.highest - *heat.first < expected && temperature < warm_air + expected;
}

/// HZ-04 (b): two seconds in a row, each steeper than the limit.
bool is_too_quick(HeatHistory& heat, Celsius temperature) noexcept {
    constexpr double limit_per_second = 3.0;
    constexpr std::chrono::seconds mark{1};
    constexpr std::uint8_t seconds_needed = 2;
    const Duration span = heat.second_at ? heat.sampled - *heat.second_at : mark;
    if (span < mark) return false;
    const bool is_quick = heat.second_at && (temperature - heat.second).value > limit_per_second * seconds(span);
    heat.quick_seconds = is_quick ? static_cast<std::uint8_t>(heat.quick_seconds + 1) : std::uint8_t{0};
    heat.second_at = heat.sampled;
    heat.second = temperature;
    return heat.quick_seconds >= seconds_needed;
}

void begin_calm(HeatHistory& heat, Watts power, Percent duty, Instant now) noexcept {
    heat.calm_since = now;
    heat.calm_power = power;
    heat.calm_duty = duty;
}

/// Nothing has cooled the chip for long enough: neither less power nor a faster fan. More power and a slower fan make
/// a fall only stranger.
bool is_calm(Cycle& cycle) noexcept {
    constexpr double less = 0.9;
    constexpr Percent faster{5};
    HeatHistory& heat = cycle.next.watch.heat;
    const Watts power = heat.power.value_or(Watts{});
    const Percent duty = cycle.next.fan_duty;
    const bool is_cooled = power < heat.calm_power * less || duty > heat.calm_duty + faster;
    if (!heat.calm_since || is_cooled) begin_calm(heat, power, duty, cycle.now);
    heat.calm_power = std::max(heat.calm_power, power);
    heat.calm_duty = std::min(heat.calm_duty, duty);
    return cycle.now - *heat.calm_since >= cycle.timings().calm;
}

/// HZ-04 (c). The air may grow colder slowly: only one to two minutes are looked back.
bool has_fallen(Cycle& cycle, Celsius temperature) noexcept {
    constexpr Celsius limit{15.0};
    HeatHistory& heat = cycle.next.watch.heat;
    const bool is_over = cycle.now - heat.block_since >= cycle.timings().fall;
    if (!is_calm(cycle)) {
        heat.block_before = heat.block_now = temperature;
        heat.block_since = cycle.now;
        return false;
    }
    if (is_over) {
        heat.block_before = heat.block_now;
        heat.block_now = temperature;
        heat.block_since = cycle.now;
    }
    heat.block_now = std::max(heat.block_now, temperature);
    return temperature < std::max(heat.block_before, heat.block_now) - limit;
}

}  // namespace

Reason watch_contradiction(Cycle& cycle) noexcept {
    const Reading<Celsius>& chip = cycle.readings().chip;
    follow_power(cycle);
    if (!cycle.next.is_chip_live || !is_known(chip, cycle)) return Reason::none;
    HeatHistory& heat = cycle.next.watch.heat;
    if (is_stuck(heat, chip, cycle.timings().stuck)) return Reason::chip_temperature_stuck;
    const std::optional<Celsius> temperature = next_median(heat, chip);
    if (!temperature) return Reason::none;
    const bool is_cold = is_too_cold(cycle, *temperature);
    const bool is_quick = is_too_quick(heat, *temperature);
    const bool is_fallen = has_fallen(cycle, *temperature);
    return is_cold || is_quick || is_fallen ? Reason::thermal_contradiction : Reason::none;
}

}  // namespace adit::boards::safety
