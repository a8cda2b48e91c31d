// The chip's clocks: the PLL word of register 0x08 as a frequency, the ramp it insists on, and the baud rate that
// register 0x28 makes of the crystal.
#pragma once

#include <cstdint>
#include <optional>

#include "hal/clock.hpp"
#include "hal/units.hpp"

namespace adit::boards::virtual_device {

/// f = 25 MHz x FB / (REF x PD1 x PD2) of a PLL word: 27:16 FB, 13:8 REF, 6:4 PD1 - 1, 2:0 PD2 - 1. None if the PLL
/// is not enabled (bit 30), a divider is 0, or the oscillator would be outside of 1500..3200 MHz.
[[nodiscard]] std::optional<Megahertz> decode_pll(std::uint32_t word) noexcept;

/// Rate of a FAST_UART word. With the crystal: 25 MHz / (8 x (BT8D + 1)). With the PLL1 path (bits 27:26 = 01):
/// PLL1 (register 0x60, raw post dividers) over DIV4 + 1 instead of the crystal. None if it makes no rate.
[[nodiscard]] std::optional<Baud> decode_fast_uart(std::uint32_t word, std::uint32_t pll1) noexcept;

/// The hash clock. It must be raised in small steps: a larger one, or (when pauses are measured) one too soon after
/// the last, and the PLL loses lock until the next reset. Firmwares step 6.25 MHz per 100 ms.
class HashClock {
public:
    static constexpr Megahertz reset_frequency{50.0};
    /// Two steps of 6.25 MHz are refused; one step passes with the worst rounding of its divider search.
    static constexpr Megahertz largest_step{11.0};
    static constexpr Duration shortest_pause = std::chrono::milliseconds{50};

    explicit HashClock(bool measures_pauses) noexcept : measures_pauses_{measures_pauses} {}

    void reset() noexcept;
    /// A write of register 0x08. A word that makes no clock loses the lock too.
    void write(std::uint32_t word, Instant now) noexcept;

    [[nodiscard]] Megahertz frequency() const noexcept { return frequency_; }
    [[nodiscard]] bool is_locked() const noexcept { return is_locked_; }
    /// What a read of register 0x08 returns: bit 31 tells the lock.
    [[nodiscard]] std::uint32_t word() const noexcept;

private:
    Megahertz frequency_ = reset_frequency;
    std::uint32_t word_ = 0;
    std::optional<Instant> last_raise_;
    bool is_locked_ = true;
    bool measures_pauses_;
};

}  // namespace adit::boards::virtual_device
