// How a family's chips change their UART rate: the registers to write, and what a register word means.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>

#include "driver/bm13xx/chip_model.hpp"
#include "hal/units.hpp"

namespace adit::driver::bm13xx {

struct BaudWrite {
    Register reg{};
    std::uint32_t value{};
    friend constexpr bool operator==(const BaudWrite&, const BaudWrite&) = default;
};

/// Writes for every chip; the last of `first` switches. `then` follows at the new rate.
struct BaudChange {
    std::array<BaudWrite, 2> first{};
    std::uint8_t count = 1;
    std::optional<BaudWrite> then{};
    [[nodiscard]] std::span<const BaudWrite> writes() const noexcept { return std::span{first}.first(count); }
};

/// The change to the chips' rate nearest to the host's, if within 4.5 %; none otherwise, or if `host` is the reset
/// rate.
[[nodiscard]] std::optional<BaudChange> baud_change(const ChipModel& chip, Baud host) noexcept;

/// The rate of the chips after this write; none if the register or the word sets no rate we know of.
[[nodiscard]] std::optional<Baud> baud_after(const ChipModel& chip, Register reg, std::uint32_t word) noexcept;

}  // namespace adit::driver::bm13xx
