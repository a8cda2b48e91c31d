// The chip's hash clock: a PLL word as a frequency, and the ramp the clock insists on.
#pragma once

#include <cstdint>
#include <optional>

#include "boards/virtual/chip_traits.hpp"
#include "hal/clock.hpp"
#include "hal/units.hpp"

namespace adit::boards::virtual_device {

/// f = 25 MHz x feedback / (reference x post 1 x post 2). None if the PLL is not enabled, a divider is 0, or the
/// oscillator would be out of its range (1500..3200 MHz with coded post dividers, 100..3200 MHz with raw ones).
[[nodiscard]] std::optional<Megahertz> decode_pll(std::uint32_t word, PllForm form = PllForm::less_one) noexcept;

/// It must be raised in small steps: a larger one, or (when pauses are measured) one too soon after the last, and the
/// PLL loses lock until the next reset. Firmwares step 6.25 MHz per 100 ms.
class HashClock {
public:
    /// Two steps of 6.25 MHz are refused; one step passes with the worst rounding of its divider search.
    static constexpr Megahertz largest_step{11.0};
    static constexpr Duration shortest_pause = std::chrono::milliseconds{50};

    HashClock(const ClockTraits& traits, bool measures_pauses) noexcept
        : traits_{traits}, measures_pauses_{measures_pauses} {}

    void reset() noexcept;
    /// A write of the clock's register. A word that makes no clock loses the lock too.
    /// `has_divider`: the divider register was written since the last new clock.
    void write(std::uint32_t word, bool has_divider, Instant now) noexcept;
    /// Fault: out of lock while set.
    void set_unlocked(bool is_unlocked) noexcept { is_forced_out_ = is_unlocked; }

    [[nodiscard]] Megahertz frequency() const noexcept { return frequency_; }
    [[nodiscard]] bool is_locked() const noexcept { return is_locked_ && !is_forced_out_; }
    /// Did the last write raise the clock?
    [[nodiscard]] bool was_raised() const noexcept { return was_raised_; }
    /// What a read of the register returns: bit 31 tells the lock.
    [[nodiscard]] std::uint32_t word() const noexcept;

private:
    [[nodiscard]] bool may_follow(Megahertz wanted, bool has_divider, Instant now) const noexcept;

    ClockTraits traits_;
    Megahertz frequency_{};
    std::uint32_t word_ = 0;
    std::optional<Instant> last_raise_;
    bool is_locked_ = true, is_forced_out_ = false, was_raised_ = false, was_written_ = false;
    bool measures_pauses_;
};

}  // namespace adit::boards::virtual_device
