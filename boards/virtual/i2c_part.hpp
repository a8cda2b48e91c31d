// A part on the board's I2C bus, seen from the wire: bytes after its address, and whether it acknowledged them.
#pragma once

#include <cstddef>
#include <span>

#include "hal/clock.hpp"

namespace adit::boards::virtual_device {

class I2cPart {
public:
    virtual ~I2cPart() = default;
    /// Bytes after the address, first the register or command. False: not acknowledged.
    [[nodiscard]] virtual bool write(std::span<const std::byte> bytes, Instant now) = 0;
    /// Reads from the register last named, every byte of `into`. False: not acknowledged.
    [[nodiscard]] virtual bool read(std::span<std::byte> into, Instant now) = 0;

protected:
    I2cPart() = default;
    I2cPart(const I2cPart&) = default;
    I2cPart& operator=(const I2cPart&) = default;
};

}  // namespace adit::boards::virtual_device
