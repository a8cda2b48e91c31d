// See chip_watch.hpp.
#include "boards/runtime/chip_watch.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <span>

namespace adit::boards {

using namespace std::chrono_literals;
using driver::bm13xx::PartHealth;

namespace {

/// HZ-20: a chip is given this long, and fourteen times the mean time between its results (one false alarm in 10^6).
constexpr Duration least_patience = 60s;
constexpr double lifetimes = 14.0;
constexpr double longest_patience_s = 86'400.0;

/// Dividers make what they make; the word that was written reads back as exactly this.
constexpr double clock_tolerance_mhz = 0.01;

ResultKind kind_of(NonceVerdict verdict) noexcept {
    switch (verdict) {
        case NonceVerdict::hardware_error:
            return ResultKind::bad;
        case NonceVerdict::duplicate:
            return ResultKind::duplicate;
        case NonceVerdict::credited:
        case NonceVerdict::share:
        case NonceVerdict::below_claim:
        case NonceVerdict::unknown_work:
        case NonceVerdict::stale:
            break;
    }
    return ResultKind::good;
}

double seconds(Duration duration) noexcept { return std::chrono::duration<double>{duration}.count(); }

}  // namespace

std::string_view text(ChipFault fault) noexcept {
    constexpr std::array<std::string_view, 6> words{"silent", "flat-lined", "no results", "wrong clock", "weak", ""};
    return words[static_cast<std::size_t>(fault)];
}

ChipWatch::ChipWatch(const driver::bm13xx::Chain& chain) noexcept
    : chain_{chain}, health_{*chain.config().chip, chain.config().chips} {}

void ChipWatch::begin(Megahertz clock, Instant now) noexcept {
    clock_ = clock;
    since_ = now;
    good_ = 0;
    results_.restart();
    seen_.fill({});
    health_.restart(chain_.present());
    health_.note_clock(clock, now);
}

void ChipWatch::end(Instant now) noexcept {
    if (is_running()) begin(Megahertz{}, now);
}

void ChipWatch::note(const driver::bm13xx::RegisterValue& value, Instant now) noexcept {
    const std::uint16_t chip = chain_.chip_at_address(value.address);
    if (!is_running() || chip >= chain_.present()) return;
    health_.note_answer(chip, now);
    if (const auto read = chain_.clock_in(value); read && now - since_ >= settle) {
        const auto& clock = *read;
        seen_[chip].is_clock_wrong = !clock || std::abs((*clock - clock_).value) > clock_tolerance_mhz;
    }
    if (const auto counter = chain_.counter_in(value)) health_.note(*counter, now);
}

void ChipWatch::note(std::uint16_t chip, NonceVerdict verdict, Instant now) noexcept {
    if (!is_running() || chip >= chain_.present()) return;
    const ResultKind kind = kind_of(verdict);
    results_.add(kind);
    if (kind == ResultKind::bad) ++seen_[chip].bad;
    if (kind != ResultKind::good) return;
    ++good_;
    seen_[chip].result = now;
    health_.note_answer(chip, now);
}

void ChipWatch::note_impossible(std::uint16_t chip) noexcept {
    if (!is_running() || chip >= chain_.present()) return;
    results_.add(ResultKind::bad);
    ++seen_[chip].bad;
}

void ChipWatch::look(const driver::bm13xx::ChainCounters& counters, Instant now) noexcept {
    // Contradictions between engine and version tell no chip.
    const std::uint64_t dropped =
        std::min<std::uint64_t>(counters.inconsistent_nonces - dropped_at_look_, results_.size);
    if (is_running())
        for (std::uint64_t i = 0; i < dropped; ++i) results_.add(ResultKind::bad);
    dropped_at_look_ = counters.inconsistent_nonces;
    const Duration elapsed = now - looked_;
    if (elapsed < 1s) return;
    bad_frames_per_second_ = static_cast<double>(counters.crc_failures - frames_at_look_) / seconds(elapsed);
    frames_at_look_ = counters.crc_failures;
    looked_ = now;
}

/// By the rate at which the neighbours find results, so that a device slower than its clock is not called dead.
Duration ChipWatch::longest_silence(Instant now) const noexcept {
    const double per_chip = static_cast<double>(good_) / chain_.present();
    const double needed = per_chip > 0 ? lifetimes * seconds(now - since_) / per_chip : longest_patience_s;
    const std::chrono::duration<double> patience{std::min(needed, longest_patience_s)};
    return std::max(least_patience, std::chrono::duration_cast<Duration>(patience));
}

ChipFault ChipWatch::fault_of(std::uint16_t chip, Instant now) const noexcept {
    return fault_of(chip, longest_silence(now), now);
}

ChipFault ChipWatch::fault_of(std::uint16_t chip, Duration patience, Instant now) const noexcept {
    if (!is_running() || chip >= chain_.present()) return ChipFault::none;
    const PartHealth health = health_.chip(chip, now);
    if (health == PartHealth::dead) return ChipFault::silent;
    if (health == PartHealth::flat_lined) return ChipFault::flat_lined;
    if (now - std::max(seen_[chip].result, since_) >= patience) return ChipFault::no_results;
    if (seen_[chip].is_clock_wrong) return ChipFault::wrong_clock;
    return health == PartHealth::weak ? ChipFault::weak : ChipFault::none;
}

std::uint16_t ChipWatch::working(Instant now) const noexcept {
    std::uint16_t working = 0;
    const Duration patience = longest_silence(now);
    for (std::uint16_t chip = 0; chip < chain_.present(); ++chip)
        if (fault_of(chip, patience, now) > ChipFault::no_results) ++working;
    return working;
}

/// Of the chips that answer; none while one of them has not counted for a whole window.
std::optional<HashesPerSecond> ChipWatch::counted_rate(double scale, Instant now) const noexcept {
    HashesPerSecond sum{};
    for (std::uint16_t chip = 0; chip < chain_.present(); ++chip) {
        const auto rate = health_.rate(chip);
        if (rate)
            sum = sum + *rate;
        else if (health_.chip(chip, now) != PartHealth::dead)
            return std::nullopt;
    }
    return HashesPerSecond{sum.value * scale};
}

safety::ChainFacts ChipWatch::facts(double scale, Instant now) const noexcept {
    const auto is_wrong = [](const Seen& seen) { return seen.is_clock_wrong; };
    const auto ours = std::span{seen_}.first(std::min<std::size_t>(chain_.config().chips, seen_.size()));
    return {.expected = chain_.config().chips,
            .present = chain_.present(),
            .working = is_running() ? working(now) : chain_.present(),
            .results = results_.total(),
            .bad_share = results_.share(ResultKind::bad),
            .duplicate_share = results_.share(ResultKind::duplicate),
            .bad_frames_per_second = bad_frames_per_second_,
            .is_clock_wrong = std::ranges::any_of(ours, is_wrong),
            .counted_rate = is_running() ? counted_rate(scale, now) : std::nullopt};
}

void ChipWatch::describe(BoardStatus& status, Instant now) const noexcept {
    status.chips_expected = chain_.config().chips;
    status.chips_working = is_running() ? working(now) : std::uint16_t{0};
    status.bad_share = results_.share(ResultKind::bad);
    status.duplicate_share = results_.share(ResultKind::duplicate);
    const Duration patience = longest_silence(now);
    for (auto fault = ChipFault::silent; fault != ChipFault::none;
         fault = static_cast<ChipFault>(static_cast<std::uint8_t>(fault) + 1))
        for (std::uint16_t chip = 0; chip < chain_.present(); ++chip) {
            if (status.worst_chip_count == status.worst_chips.size()) return;
            if (fault_of(chip, patience, now) == fault)
                status.worst_chips[status.worst_chip_count++] = {chip, text(fault)};
        }
}

}  // namespace adit::boards
