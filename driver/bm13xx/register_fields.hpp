// Fields of the registers that matter beyond a table: version rolling (A4), UART speed (28), core mailbox (3C).
// Each is a value that packs to and from the register word.
#pragma once

#include <bit>
#include <cstdint>
#include <optional>

#include "driver/bm13xx/registers.hpp"
#include "hal/units.hpp"

namespace adit::driver::bm13xx {

/// The version bits a BM136x/137x can roll (BIP 320's 16 bits).
inline constexpr std::uint32_t full_version_mask = 0x1fffe000;
inline constexpr int version_shift = 13;

/// Register A4 for rolling exactly `mask` (bits outside 28:13 are ignored): auto-roll and the fixed bits on.
[[nodiscard]] constexpr std::uint32_t version_rolling_word(std::uint32_t mask) noexcept {
    return 0x90000000u | ((mask & full_version_mask) >> version_shift);
}

/// Register 28 with the crystal as clock: baud = 25 MHz / (8 x (divisor + 1)), divisor in bits 15:8.
namespace fast_uart {

inline constexpr std::uint32_t base_word = 0x11300000;  ///< as every BM136x/137x firmware writes it
inline constexpr Baud reset_baud{115200};               ///< nominally 115,740

/// The chip's true rate for a register word; none if the word selects another clock than the crystal (bits 27:26), so
/// that the divisor alone does not tell.
[[nodiscard]] constexpr std::optional<Baud> baud_of(std::uint32_t word) noexcept {
    constexpr std::uint32_t clock_select = 0x0c000000;
    if ((word & clock_select) != 0) return std::nullopt;
    return Baud{crystal_hz / (8 * (((word >> 8) & 0xffu) + 1))};
}

/// The word whose rate is nearest to the host's, if within 4.5 % (a byte of 8N1 survives 5 %; 1,000,000 against
/// 1,041,667 is 4.2 % and known to work). None otherwise.
[[nodiscard]] constexpr std::optional<std::uint32_t> word_for(Baud host) noexcept {
    if (host.value == 0 || host.value > crystal_hz) return std::nullopt;
    const std::uint32_t ratio = (crystal_hz / 8 + host.value / 2) / host.value;
    if (ratio < 1 || ratio > 256) return std::nullopt;
    const std::uint32_t word = base_word | (ratio - 1) << 8;
    const std::uint64_t chip = baud_of(word)->value;
    const std::uint64_t off = chip > host.value ? chip - host.value : host.value - chip;
    if (off * 1000 > std::uint64_t{host.value} * 45) return std::nullopt;
    return word;
}

}  // namespace fast_uart

/// A command through the core mailbox, register 3C.
struct CoreCommand {
    bool all_cores{};
    std::uint16_t core{};  ///< 0..511
    bool write{};
    std::uint8_t reg{};  ///< 0..31, see `core_register`
    std::uint8_t value{};

    [[nodiscard]] constexpr std::uint32_t pack() const noexcept {
        return (all_cores ? 0x80000000u : 0u) | std::uint32_t{core & 0x1ffu} << 16 | (write ? 0x8000u : 0u) |
               std::uint32_t{reg & 0x1fu} << 8 | value;
    }
    /// None if bits outside the known fields are set.
    [[nodiscard]] static constexpr std::optional<CoreCommand> unpack(std::uint32_t word) noexcept {
        const CoreCommand command{(word & 0x80000000u) != 0, static_cast<std::uint16_t>((word >> 16) & 0x1ffu),
                                  (word & 0x8000u) != 0, static_cast<std::uint8_t>((word >> 8) & 0x1fu),
                                  static_cast<std::uint8_t>(word & 0xffu)};
        if (command.pack() != word) return std::nullopt;
        return command;
    }
    friend constexpr bool operator==(const CoreCommand&, const CoreCommand&) = default;
};

/// "Write `value` to core register `reg` of every core."
[[nodiscard]] constexpr std::uint32_t write_every_core(std::uint8_t reg, std::uint8_t value) noexcept {
    return CoreCommand{true, 0, true, reg, value}.pack();
}

}  // namespace adit::driver::bm13xx
