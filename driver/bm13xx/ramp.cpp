// The ramp as a cursor: set, wait, set, wait … and the sweep length for the final clock.
#include "driver/bm13xx/ramp.hpp"

#include <algorithm>
#include <cmath>

#include "driver/bm13xx/dialect.hpp"

namespace adit::driver::bm13xx {
namespace {

constexpr std::string_view ramp_source = "ESP-Miner and others: 6.25 MHz per 100 ms";
constexpr Megahertz fastest{10'000};  // beyond any clock; bounds the number of steps

bool is_plausible(Megahertz clock) noexcept { return clock.value > 0 && clock < fastest; }

/// The lines that follow a ramp: all, or only the one that depends on the clock.
std::span<const InitLine> lines_after(const ChipModel& chip, RampPurpose purpose) noexcept {
    if (purpose == RampPurpose::complete_bring_up) return chip.after_ramp;
    const auto sweep = std::ranges::find(chip.after_ramp, InitKind::set_sweep, &InitLine::kind);
    return {sweep, sweep == chip.after_ramp.end() ? 0u : 1u};
}

Duration time_of(const ClockRitual& ritual) noexcept {
    Duration time = ritual.between * (ritual.writes - 1);
    for (const InitLine& line : ritual.before)
        if (line.kind == InitKind::wait) time += std::chrono::milliseconds{line.value};
    return time;
}

}  // namespace

Ramp::Ramp(const ChipModel& chip, const ChainShape& shape, Megahertz from, Megahertz to, RampPurpose purpose) noexcept
    : chip_{&chip}, shape_{shape}, from_{from}, to_{to}, ceiling_{std::max(from, to)} {
    if (!is_plausible(from) || !is_plausible(to)) return;
    const auto last = nearest_pll(to, chip.pll, ceiling_);
    if (!last) return;
    last_ = *last;
    steps_ = static_cast<std::uint32_t>(std::ceil(std::abs((to - from).value) / ramp_step.value));
    steps_ = std::max<std::uint32_t>(steps_, 1);
    step_time_ = ramp_pause + time_of(chip.clock);
    after_ = {chip, shape, lines_after(chip, purpose), last_.output()};
    begin_clock();
}

/// On to the next clock that the dividers can make.
void Ramp::begin_clock() noexcept {
    pll_ = last_;
    for (; step_ < steps_; ++step_) {
        const auto way = nearest_pll(frequency_at(step_), chip_->pll, ceiling_);
        if (!way) continue;
        pll_ = *way;
        break;
    }
    before_ = {*chip_, shape_, chip_->clock.before};
    written_ = 0;
    phase_ = Phase::before;
}

Megahertz Ramp::frequency_at(std::uint32_t step) const noexcept {
    const Megahertz way = ramp_step * static_cast<double>(step);
    return to_ > from_ ? from_ + way : from_ - way;
}

std::optional<Step> Ramp::next() noexcept {
    switch (phase_) {
        case Phase::before:
            return next_before();
        case Phase::set:
            return set_step();
        case Phase::between:
            phase_ = Phase::set;
            return Step{step::Wait{chip_->clock.between}, "clock writes keep their distance", ramp_source};
        case Phase::wait:
            return wait_step();
        case Phase::after:
            if (auto step = after_.next()) return step;
            phase_ = Phase::done;
            break;
        case Phase::done:
            break;
    }
    return std::nullopt;
}

std::optional<Step> Ramp::next_before() noexcept {
    if (auto step = before_.next()) return step;
    return set_step();
}

Step Ramp::set_step() noexcept {
    const CommandBytes frame =
        encode(chip_->dialect(), WriteRegister{all_chips, chip_->places.pll, pack(pll_, chip_->pll.coding)});
    const bool is_repeated = written_++ > 0;
    phase_ = written_ < chip_->clock.writes ? Phase::between : Phase::wait;
    return {step::SetFrequency{pll_.output(), frame}, "clock in small steps: the supply has to follow", ramp_source,
            is_repeated};
}

Step Ramp::wait_step() noexcept {
    if (step_++ < steps_)
        begin_clock();
    else
        phase_ = Phase::after;
    return {step::Wait{ramp_pause}, "let clock and supply settle", ramp_source};
}

std::optional<Megahertz> Ramp::target() const noexcept {
    if (steps_ == 0) return std::nullopt;
    return last_.output();
}

Duration Ramp::duration() const noexcept { return step_time_ * steps_; }

}  // namespace adit::driver::bm13xx
