// The hash clock from one frequency to another in small steps, then the length of the nonce sweep to match.
#pragma once

#include <cstdint>
#include <optional>

#include "driver/bm13xx/chip_model.hpp"
#include "driver/bm13xx/table_plan.hpp"
#include "driver/plan.hpp"

namespace adit::driver::bm13xx {

/// 6.25 MHz every 100 ms, up or down, as the production firmwares do it.
inline constexpr Megahertz ramp_step{6.25};
inline constexpr Duration ramp_pause = std::chrono::milliseconds{100};

enum class RampPurpose : std::uint8_t {
    change_clock,       ///< the chain has been hashing: only the sweep length follows
    complete_bring_up,  ///< the first ramp after reset: the family's `after_ramp` table follows
};

/// A cursor: copy it to resume or print.
class Ramp {
public:
    /// `from`: the clock now; it is not written again unless it equals `to`. No frequency above the larger of the two
    /// is ever set. A `to` the clock cannot reach makes an empty plan.
    Ramp(const ChipModel& chip, const ChainShape& shape, Megahertz from, Megahertz to,
         RampPurpose purpose = RampPurpose::change_clock) noexcept;
    Ramp(const ChipModel& chip, std::uint16_t chips, Megahertz from, Megahertz to,
         RampPurpose purpose = RampPurpose::change_clock) noexcept
        : Ramp{chip, ChainShape{.chips = chips}, from, to, purpose} {}

    [[nodiscard]] std::optional<Step> next() noexcept;

    /// What the plan ends at: the nearest frequency the clock can make. None: the plan is empty.
    [[nodiscard]] std::optional<Megahertz> target() const noexcept;

    /// Time the clock steps wait, from the first one.
    [[nodiscard]] Duration duration() const noexcept;

private:
    enum class Phase : std::uint8_t { before, set, between, wait, after, done };
    [[nodiscard]] Megahertz frequency_at(std::uint32_t step) const noexcept;
    [[nodiscard]] std::optional<Step> next_before() noexcept;
    [[nodiscard]] Step set_step() noexcept;
    [[nodiscard]] Step wait_step() noexcept;
    void begin_clock() noexcept;

    const ChipModel* chip_;
    ChainShape shape_;
    Megahertz from_, to_;
    Megahertz ceiling_;
    Pll pll_{}, last_{};  ///< of the clock that is set next, and of the last one
    TablePlan before_, after_;
    Duration step_time_ = ramp_pause;
    std::uint32_t steps_ = 0, step_ = 1;
    std::uint8_t written_ = 0;  ///< of one clock
    Phase phase_ = Phase::done;
};

}  // namespace adit::driver::bm13xx
