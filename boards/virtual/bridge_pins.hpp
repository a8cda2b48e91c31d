// What the pins of a bridge's processor are connected to: the board behind it, as the bridge sees it.
#pragma once

#include <cstdint>
#include <optional>

#include "boards/virtual/i2c_part.hpp"
#include "hal/clock.hpp"
#include "hal/units.hpp"

namespace adit::boards::virtual_device {

class BridgePins {
public:
    virtual ~BridgePins() = default;
    /// The part at this 7-bit address; null: nobody there.
    [[nodiscard]] virtual I2cPart* part_at(std::uint8_t address) = 0;
    /// Level of a numbered line; none: the bridge has no such line.
    [[nodiscard]] virtual std::optional<bool> line(std::uint8_t number) const = 0;
    /// Drives a line that `line` knows.
    virtual void set_line(std::uint8_t number, bool level, Instant now) = 0;
    /// The bridge restarts: every line is what it is at boot.
    virtual void release_lines(Instant now) = 0;
    /// Raw converter count of the core voltage input.
    [[nodiscard]] virtual std::uint16_t adc_count(Instant now) = 0;

    // Only some products have these.
    /// Another converter channel, from 1.
    [[nodiscard]] virtual std::uint16_t adc_count_of(std::uint8_t /*channel*/, Instant now) { return adc_count(now); }
    /// The bridge's own fan output.
    virtual void set_fan(Percent /*duty*/, Instant /*now*/) {}
    [[nodiscard]] virtual Rpm fan_speed(Instant /*now*/) { return {}; }
    /// The trip input: true = tripped.
    [[nodiscard]] virtual bool is_tripped(Instant /*now*/) { return false; }

protected:
    BridgePins() = default;
    BridgePins(const BridgePins&) = default;
    BridgePins& operator=(const BridgePins&) = default;
};

}  // namespace adit::boards::virtual_device
