// The rate of a chip's UART, from the registers that set it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "boards/virtual/chip_traits.hpp"
#include "hal/units.hpp"

namespace adit::boards::virtual_device {

/// True if bytes sent at one rate are understood at the other: at most 5 % apart.
[[nodiscard]] constexpr bool rates_match(Baud a, Baud b) noexcept {
    constexpr std::uint64_t percent = 5;
    const std::uint64_t larger = a > b ? a.value : b.value, smaller = a > b ? b.value : a.value;
    return smaller > 0 && (larger - smaller) * 100 <= larger * percent;
}

/// Rate of a FAST_UART word. With the crystal: 25 MHz / (8 x (BT8D + 1)). With the PLL1 path (bits 27:26 = 01):
/// PLL1 (register 0x60, raw post dividers) over DIV4 + 1 instead of the crystal. None if it makes no rate.
[[nodiscard]] std::optional<Baud> decode_fast_uart(std::uint32_t word, std::uint32_t pll1) noexcept;

/// The rate a chip takes when register `reg` has just been written; `registers` [256] holds the new value already.
/// None: the write leaves the rate alone.
[[nodiscard]] std::optional<Baud> baud_after_write(BaudForm form, std::uint8_t reg,
                                                   std::span<const std::uint32_t, 256> registers) noexcept;

/// Every chip's rate after reset: 25 MHz / (8 x 27).
inline constexpr Baud reset_baud{115'741};

}  // namespace adit::boards::virtual_device
