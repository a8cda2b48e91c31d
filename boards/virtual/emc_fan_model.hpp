// One fan as the EMC2103 and EMC230x see it: it follows its drive, or stands still; its tachometer counts.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>

#include "hal/units.hpp"

namespace adit::boards::virtual_device {

struct EmcFanModel {
    Rpm full_speed{6000};
    bool is_stalled = false;      ///< whatever its drive (HZ-06)
    std::optional<Rpm> measured;  ///< where somebody else knows how fast it turns

    [[nodiscard]] std::uint32_t speed(std::uint8_t drive) const noexcept {
        if (measured) return measured->value;
        return is_stalled ? 0 : full_speed.value * drive / 255;
    }
};

/// Both bytes of the tachometer: 13 bits, left-aligned. `config`: bits 6:5 range (fans from 500 rpm x 1, 2, 4, 8),
/// bits 4:3 edges a turn (3, 5, 7, 9; two poles make five).
[[nodiscard]] inline std::uint16_t emc_tachometer(std::uint32_t rpm, unsigned config) noexcept {
    constexpr std::uint32_t largest = 0x1fff, at_five_edges = 3'932'160;
    const std::uint32_t multiplier = 1u << (config >> 5 & 3), pairs_of_edges = (config >> 3 & 3) + 1;
    if (rpm == 0) return static_cast<std::uint16_t>(largest << 3);
    const std::uint32_t count = at_five_edges * multiplier / 2 * pairs_of_edges / rpm;
    return static_cast<std::uint16_t>(std::min(count, largest) << 3);
}

}  // namespace adit::boards::virtual_device
