// How a board is switched off, as plain data: what is left of a board file for adit-safeoff and small controllers. The
// build turns boards/catalog/*.toml into a table of these (cmake/off_boards.py); nothing is parsed at run time.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "hal/bridge/dialect.hpp"

namespace adit::boards::safeoff {

enum class OffBus : std::uint8_t {
    bitaxe_raw,  ///< USB bridge
    native,      ///< the board's own controller; cannot be reached from a host
};

struct OffLine {
    std::uint8_t gpio = 0;
    bool is_on_low = false;
    friend constexpr bool operator==(const OffLine&, const OffLine&) = default;
};

struct OffBoard {
    std::string_view name;
    OffBus bus = OffBus::bitaxe_raw;
    std::uint32_t i2c_hz = 0;
    std::uint8_t reset_gpio = 0;
    bool is_reset_low = true;
    std::optional<std::uint8_t> operation{};  ///< I2C address of a regulator that PMBus OPERATION switches
    std::optional<OffLine> enable{};          ///< the line that switches the regulator
    hal::bridge::Dialect dialect{};           ///< in which its bridge answers
    friend constexpr bool operator==(const OffBoard&, const OffBoard&) = default;
};

/// Every board of the catalogue, by name. Generated.
[[nodiscard]] std::span<const OffBoard> off_boards() noexcept;

/// None: no such board.
[[nodiscard]] inline const OffBoard* find_off_board(std::string_view name) noexcept {
    for (const OffBoard& board : off_boards())
        if (board.name == name) return &board;
    return nullptr;
}

}  // namespace adit::boards::safeoff
