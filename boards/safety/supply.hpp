// What a board's regulator is fed with, and what a TPS546 of a family protects itself with: compiled facts, one set per
// kind of power stage. Neighbours: envelope.hpp (what it delivers), profile.hpp (where the board's own numbers end up).
#pragma once

#include "boards/definition/board_definition.hpp"
#include "driver/peripheral/tps546_limits.hpp"

namespace adit::boards::safety {

/// The family's own settings, before a board narrows its rail.
[[nodiscard]] constexpr driver::peripheral::Tps546Limits family_limits(Tps546Family family) noexcept {
    switch (family) {
        case Tps546Family::single_5v:
            break;
        case Tps546Family::series_12v:
            return driver::peripheral::tps546_hex_limits();
        case Tps546Family::stacked_12v:
            return driver::peripheral::tps546_stacked_limits();
    }
    return {};
}

/// Input voltages at which a board may be switched on.
struct SupplyWindow {
    Volts lowest{}, highest{};
    Volts off{};  ///< below this the board is switched off (HZ-12)
    friend constexpr bool operator==(const SupplyWindow&, const SupplyWindow&) = default;
};

/// TPS546: where the part itself switches on and shuts down. The others get no such limits from their firmware: those
/// of a TPS546 at the same supply hold for them as well. A DS4432U bends a buck on 5 V.
[[nodiscard]] constexpr SupplyWindow supply_window(RegulatorPart part, Tps546Family family) noexcept {
    using enum RegulatorPart;
    const bool is_multiphase = part == tps53647 || part == tps53667;
    if (part == ds4432u) family = Tps546Family::single_5v;
    if (is_multiphase) family = Tps546Family::stacked_12v;
    const auto limits = family_limits(family);
    return {limits.vin_on, limits.vin_overvoltage, limits.vin_off};
}

}  // namespace adit::boards::safety
