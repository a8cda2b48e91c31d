// The hash clock from one frequency to another in small steps, then the length of the nonce sweep to match.
#pragma once

#include <cstdint>
#include <optional>

#include "driver/bm13xx/chip_model.hpp"
#include "driver/plan.hpp"

namespace adit::driver::bm13xx {

/// 6.25 MHz every 100 ms, up or down, as the production firmwares do it.
inline constexpr Megahertz ramp_step{6.25};
inline constexpr Duration ramp_pause = std::chrono::milliseconds{100};

/// A cursor: copy it to resume or print.
class Ramp {
public:
    /// `from`: the clock now; it is not written again unless it equals `to`. No frequency above the larger of the two
    /// is ever set. A `to` the clock cannot reach makes an empty plan.
    Ramp(const ChipModel& chip, std::uint16_t chips, Megahertz from, Megahertz to) noexcept;

    [[nodiscard]] std::optional<Step> next() noexcept;

    /// What the plan ends at: the nearest frequency the clock can make. None: the plan is empty.
    [[nodiscard]] std::optional<Megahertz> target() const noexcept;

    /// Time the whole plan waits, from its first step.
    [[nodiscard]] Duration duration() const noexcept;

private:
    enum class Phase : std::uint8_t { set, wait, sweep, done };
    [[nodiscard]] Megahertz frequency_at(std::uint32_t step) const noexcept;
    [[nodiscard]] Step set_step() const noexcept;
    [[nodiscard]] Step sweep_step() const noexcept;

    const ChipModel* chip_;
    std::uint16_t chips_;
    Megahertz from_, to_;
    Megahertz ceiling_;
    std::uint32_t steps_ = 0, step_ = 1;
    Phase phase_ = Phase::done;
};

}  // namespace adit::driver::bm13xx
