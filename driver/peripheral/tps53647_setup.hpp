// The protective configuration of a TPS53647 or TPS53667 as data, and the register writes it becomes, in order.
// Source: the open miner firmware for boards with these parts.
#pragma once

#include <cstdint>

#include "driver/peripheral/register_table.hpp"
#include "driver/peripheral/regulator.hpp"
#include "hal/units.hpp"

namespace adit::driver::peripheral {

enum class Tps53647Part : std::uint8_t { tps53647, tps53667 };

/// What the board's power stage is made of. No defaults: a wrong value disables the protection.
struct Tps53647Setup {
    Tps53647Part part{};
    std::uint8_t phases{};      ///< 1..4, TPS53667 1..6
    Amperes current_max{};      ///< whole amperes; must match the board's resistor (24.9 kOhm: 240 A)
    Amperes current_fault{};    ///< also the warning
    bool sheds_phases = false;  ///< TPS53667: fewer phases at low load
    Celsius temperature_warning{95.0}, temperature_fault{125.0};

    friend constexpr bool operator==(const Tps53647Setup&, const Tps53647Setup&) = default;
};

/// What the part's 5 mV codes are used for: anything else is a mistake in units or beyond every chip.
inline constexpr RailWindow tps53647_range{.lowest{1005}, .highest{1400}, .first{1005}};

/// VID = 1 + whole 5 mV steps above 0.25 V, cut off. Errors: `out_of_range` (outside `tps53647_range`).
[[nodiscard]] Result<std::uint16_t> tps53647_vid(Millivolts rail) noexcept;
/// Errors: `implausible` (0 = off, or beyond 8 bits).
[[nodiscard]] Result<Millivolts> tps53647_rail(std::uint16_t vid) noexcept;

inline constexpr std::size_t tps53647_writes_most = 17;
using Tps53647Table = RegisterTable<tps53647_writes_most>;

/// The writes, in order, after RESTORE_DEFAULT_ALL; the last is the first voltage. The window's highest becomes the
/// part's own ceiling. Errors: `out_of_range`.
[[nodiscard]] Result<Tps53647Table> tps53647_writes(const Tps53647Setup& setup, const RailWindow& window) noexcept;

}  // namespace adit::driver::peripheral
