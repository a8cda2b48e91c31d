// The ramp as a cursor: set, wait, set, wait … and the sweep length for the final clock.
#include "driver/bm13xx/ramp.hpp"

#include <algorithm>
#include <cmath>

#include "driver/bm13xx/frames.hpp"

namespace adit::driver::bm13xx {
namespace {

constexpr std::string_view ramp_source = "ESP-Miner and others: 6.25 MHz per 100 ms";
constexpr std::string_view sweep_source = "measured epochs; guard of ESP-Miner";
constexpr Megahertz fastest{10'000};  // beyond any clock; bounds the number of steps

bool is_plausible(Megahertz clock) noexcept { return clock.value > 0 && clock < fastest; }

}  // namespace

Ramp::Ramp(const ChipModel& chip, std::uint16_t chips, Megahertz from, Megahertz to) noexcept
    : chip_{&chip}, chips_{chips}, from_{from}, to_{to}, ceiling_{std::max(from, to)} {
    if (!is_plausible(from) || !is_plausible(to) || !nearest_pll(to, chip.pll, ceiling_)) return;
    steps_ = static_cast<std::uint32_t>(std::ceil(std::abs((to - from).value) / ramp_step.value));
    steps_ = std::max<std::uint32_t>(steps_, 1);
    phase_ = Phase::set;
}

Megahertz Ramp::frequency_at(std::uint32_t step) const noexcept {
    if (step >= steps_) return to_;
    const Megahertz way = ramp_step * static_cast<double>(step);
    return to_ > from_ ? from_ + way : from_ - way;
}

std::optional<Step> Ramp::next() noexcept {
    switch (phase_) {
        case Phase::set:
            phase_ = Phase::wait;
            while (step_ < steps_ && !nearest_pll(frequency_at(step_), chip_->pll, ceiling_)) ++step_;
            return set_step();
        case Phase::wait:
            phase_ = step_++ < steps_ ? Phase::set : Phase::sweep;
            return Step{step::Wait{ramp_pause}, "let clock and supply settle", ramp_source};
        case Phase::sweep:
            phase_ = Phase::done;
            return sweep_step();
        case Phase::done:
            break;
    }
    return std::nullopt;
}

Step Ramp::set_step() const noexcept {
    const auto pll = nearest_pll(frequency_at(step_), chip_->pll, ceiling_);
    const CommandBytes frame = encode(WriteRegister{all_chips, Register::pll0, pack(*pll)});
    return {step::SetFrequency{pll->output(), frame}, "clock in small steps: the supply has to follow", ramp_source};
}

Step Ramp::sweep_step() const noexcept {
    const std::uint32_t sweep = hash_counting_number(*chip_, chips_, target().value_or(to_));
    return {step::Send{encode(WriteRegister{all_chips, Register::hash_counting_number, sweep})},
            "sweep length counts crystal time, so it depends on the clock", sweep_source};
}

std::optional<Megahertz> Ramp::target() const noexcept {
    if (steps_ == 0) return std::nullopt;
    return nearest_pll(to_, chip_->pll, ceiling_)->output();
}

Duration Ramp::duration() const noexcept { return ramp_pause * steps_; }

}  // namespace adit::driver::bm13xx
