// Judges windows of at least ten seconds, so that a counter of few steps per second is not taken for a weak one.
#include "driver/bm13xx/health.hpp"

#include <algorithm>

namespace adit::driver::bm13xx {

ChainHealth::ChainHealth(const ChipModel& chip, std::uint16_t chips, HealthLimits limits) noexcept
    : model_{&chip}, chips_{checked(chip, {.chips = chips}).chips}, limits_{limits}, seen_{chips_} {}

void ChainHealth::restart(std::uint16_t chips) noexcept {
    chips_ = checked(*model_, {.chips = chips}).chips;
    seen_ = chips_;
    state_.fill({});
}

void ChainHealth::note_answer(std::uint16_t chip, Instant now) noexcept {
    if (chip >= chips_) return;
    state_[chip].has_answered = true;
    state_[chip].answered_at = now;
}

void ChainHealth::note_configuration_lost(Instant now) noexcept {
    ++lost_configurations_;
    forget_rates();
    since_ = now;
}

void ChainHealth::note_clock(Megahertz clock, Instant now) noexcept {
    clock_ = clock;
    since_ = now;
    forget_rates();
}

void ChainHealth::forget_rates() noexcept {
    for (Chip& chip : state_) {
        chip.total = {};
        chip.domains = {};
    }
}

void ChainHealth::take(Track& track, std::uint32_t count, Instant now) const noexcept {
    if (!track.has_first) {
        track = {.first = count, .first_at = now, .has_first = true};
        return;
    }
    if (now - track.first_at < limits_.window) return;
    const auto rate = rate_between(track.first, count, now - track.first_at);
    track = {.first = count,
             .first_at = now,
             .has_first = true,
             .has_rate = rate.has_value(),
             .rate = static_cast<float>(rate.value_or(HashesPerSecond{}).value)};
}

void ChainHealth::note(const CounterReading& reading, Instant now) noexcept {
    if (reading.chip >= chips_) return;
    note_answer(reading.chip, now);
    Chip& chip = state_[reading.chip];
    if (const auto* total = std::get_if<TotalHashes>(&reading.value)) take(chip.total, total->count, now);
    if (const auto* part = std::get_if<DomainHashes>(&reading.value); part != nullptr && part->domain < most_domains)
        take(chip.domains[part->domain], part->count, now);
    if (const auto* rate = std::get_if<ChipRate>(&reading.value))
        chip.total = {.has_first = true, .has_rate = true, .rate = static_cast<float>(rate->rate.value)};
    if (const auto* die = std::get_if<DieTemperature>(&reading.value)) {
        chip.temperature = static_cast<float>(die->temperature.value);
        chip.has_temperature = true;
    }
}

PartHealth ChainHealth::judge(const Track& track, double weak_below) noexcept {
    if (!track.has_rate) return PartHealth::unknown;
    if (!(track.rate > 0)) return PartHealth::flat_lined;
    return double{track.rate} < weak_below ? PartHealth::weak : PartHealth::healthy;
}

PartHealth ChainHealth::chip(std::uint16_t index, Instant now) const noexcept {
    if (index >= chips_ || !(clock_.value > 0)) return PartHealth::unknown;
    const Chip& chip = state_[index];
    const Instant heard = chip.has_answered ? std::max(chip.answered_at, since_) : since_;
    if (now - heard >= limits_.silence) return PartHealth::dead;
    return judge(chip.total, nominal_rate(*model_, 1, clock_).value * limits_.weak_chip);
}

double ChainHealth::mean_domain_rate(const Chip& chip) const noexcept {
    double sum = 0;
    for (std::size_t i = 0; i < model_->counters.hash_domains; ++i) sum += double{chip.domains[i].rate};
    return sum / std::max<double>(1, model_->counters.hash_domains);
}

PartHealth ChainHealth::domain(std::uint16_t index, std::uint8_t domain, Instant now) const noexcept {
    const PartHealth whole = chip(index, now);
    const bool is_working = whole == PartHealth::healthy || whole == PartHealth::weak;
    if (!is_working || domain >= std::min<std::size_t>(most_domains, model_->counters.hash_domains))
        return PartHealth::unknown;
    const Chip& chip = state_[index];
    const auto has_rate = [](const Track& track) { return track.has_rate; };
    if (!std::ranges::all_of(chip.domains.begin(), chip.domains.begin() + model_->counters.hash_domains, has_rate))
        return PartHealth::unknown;
    return judge(chip.domains[domain], mean_domain_rate(chip) * limits_.weak_domain);
}

std::optional<HashesPerSecond> ChainHealth::rate(std::uint16_t index) const noexcept {
    if (index >= chips_ || !state_[index].total.has_rate) return std::nullopt;
    return HashesPerSecond{double{state_[index].total.rate}};
}

std::optional<Celsius> ChainHealth::temperature(std::uint16_t index) const noexcept {
    if (index >= chips_ || !state_[index].has_temperature) return std::nullopt;
    return Celsius{double{state_[index].temperature}};
}

HealthSummary ChainHealth::summary(Instant now) const noexcept {
    HealthSummary summary{.expected = chips_, .seen = seen_, .lost_configurations = lost_configurations_};
    for (std::uint16_t index = 0; index < chips_; ++index) {
        const PartHealth health = chip(index, now);
        summary.healthy = static_cast<std::uint16_t>(summary.healthy + (health == PartHealth::healthy));
        summary.weak = static_cast<std::uint16_t>(summary.weak + (health == PartHealth::weak));
        summary.flat_lined = static_cast<std::uint16_t>(summary.flat_lined + (health == PartHealth::flat_lined));
        summary.dead = static_cast<std::uint16_t>(summary.dead + (health == PartHealth::dead));
        for (std::uint8_t part = 0; part < model_->counters.hash_domains; ++part) {
            const PartHealth of_domain = domain(index, part, now);
            const bool is_bad = of_domain == PartHealth::weak || of_domain == PartHealth::flat_lined;
            summary.bad_domains = static_cast<std::uint16_t>(summary.bad_domains + is_bad);
        }
    }
    return summary;
}

}  // namespace adit::driver::bm13xx
