// See power_on_plan.hpp. Waits: what the production firmwares of these boards keep (reset 100 ms, rail 500 ms).
#include "boards/runtime/power_on_plan.hpp"

#include <algorithm>
#include <array>
#include <chrono>

namespace adit::boards {

using namespace std::chrono_literals;

namespace {

constexpr Duration reset_hold = 100ms;
constexpr Duration rail_settle = 500ms;
constexpr Duration reset_settle = 100ms;

constexpr std::string_view power_up_source = "Bitaxe production firmware, power-up sequence";

constexpr std::array reset_and_init{PowerStep::reset_assert, PowerStep::reset_release, PowerStep::chain_init,
                                    PowerStep::checkpoint_diode};

BoardStep wait_step(Duration duration, std::string_view reason) {
    return {driver::Step{driver::step::Wait{duration}, reason, power_up_source}, reason, power_up_source};
}

}  // namespace

PowerOnPlan::PowerOnPlan(std::span<const PowerStep> words, const driver::bm13xx::Chain& chain,
                         safety::SetPoint point) noexcept
    : words_{words}, chain_{&chain}, point_{point} {}

std::optional<BoardStep> PowerOnPlan::next() noexcept {
    if (pending_) return std::exchange(pending_, std::nullopt);
    if (auto step = next_of_chain()) return step;
    while (word_ < words_.size())
        if (auto step = first_step_of(words_[word_++])) return step;
    return std::nullopt;
}

BoardStep PowerOnPlan::then_wait(BoardStep step, Duration duration, std::string_view reason) noexcept {
    pending_ = wait_step(duration, reason);
    return step;
}

std::optional<BoardStep> PowerOnPlan::first_step_of(PowerStep word) noexcept {
    switch (word) {
        case PowerStep::reset_assert:
            return then_wait({board_step::SetReset{true}, "chips held while the rail is off", power_up_source},
                             reset_hold, "chips lose their state");
        case PowerStep::core_off:
            return BoardStep{board_step::CoreOff{}, "start from a rail that is proven off", "SA-2"};
        case PowerStep::preflight:
            return BoardStep{board_step::Preflight{}, "regulator identified, its limits written and read back", "SA-4"};
        case PowerStep::core_on:
            return then_wait({board_step::CoreOn{point_.core}, "core rail on, under a lease", power_up_source},
                             rail_settle, "rail settles");
        case PowerStep::reset_release:
            return then_wait({board_step::SetReset{false}, "chips start at their reset clock", power_up_source},
                             reset_settle, "register reads right after reset return nothing");
        case PowerStep::chain_init:
            chain_plan_ = chain_->bring_up();
            return next_of_chain();
        case PowerStep::checkpoint_diode:
            return BoardStep{board_step::ReachCheckpoint{Checkpoint::diode}, "chip temperature counts from here",
                             "SA-10"};
        case PowerStep::ramp:
            chain_plan_ = chain_->ramp(chain_->config().chip->start_clock, point_.frequency);
            return next_of_chain();
    }
    return std::nullopt;
}

std::optional<BoardStep> PowerOnPlan::next_of_chain() noexcept {
    const auto step = std::visit(
        [](auto& plan) -> std::optional<driver::Step> {
            if constexpr (requires { plan.next(); })
                return plan.next();
            else
                return std::nullopt;
        },
        chain_plan_);
    if (step) return BoardStep{*step, step->reason, step->source};
    const bool was_ramp = std::holds_alternative<driver::bm13xx::Ramp>(chain_plan_);
    chain_plan_ = std::monostate{};
    if (!was_ramp) return std::nullopt;
    chain_plan_ = chain_->fast_baud();
    return next_of_chain();
}

Duration printed_duration(PowerOnPlan plan, Baud baud) noexcept {
    constexpr std::int64_t bits_per_byte = 10;  // 8N1
    Duration waits{};
    std::int64_t bytes = 0;
    while (const auto step = plan.next()) {
        const auto* chain_step = std::get_if<driver::Step>(&step->action);
        if (chain_step == nullptr) continue;
        if (const auto* wait = std::get_if<driver::step::Wait>(&chain_step->action)) waits += wait->duration;
        if (const auto* send = std::get_if<driver::step::Send>(&chain_step->action))
            bytes += static_cast<std::int64_t>(send->frame.bytes().size());
    }
    return waits +
           std::chrono::nanoseconds{bytes * bits_per_byte * std::nano::den / std::max<std::int64_t>(baud.value, 1)};
}

std::span<const PowerStep> power_up_words(std::span<const PowerStep> power_on) noexcept {
    const auto first = std::ranges::find(power_on, PowerStep::core_on);
    const auto last = std::find(first, power_on.end(), PowerStep::ramp);
    return {first, last};
}

std::span<const PowerStep> chain_reset_words() noexcept { return reset_and_init; }

}  // namespace adit::boards
