// What can go wrong between a peripheral driver and its caller. A failed or implausible read is one of these, never
// a number (SA-9).
#pragma once

#include <cstdint>

#include "hal/i2c.hpp"

namespace adit::driver::peripheral {

enum class PeripheralError : std::uint8_t {
    no_ack,          ///< nobody answered at the address, or a byte was refused
    timeout,         ///< the bus or its bridge was too slow
    bus,             ///< garbled transaction, or a reply of nothing but FF
    disconnected,    ///< the bridge is gone
    implausible,     ///< answered, but the value cannot be true
    diode_open,      ///< external temperature diode not connected (or not routed yet)
    diode_short,     ///< external temperature diode shorted
    mismatch,        ///< a register does not hold what was written to it
    not_configured,  ///< refused: the protective limits were not written, or not verified
    out_of_range,    ///< refused before the bus: outside what this part was configured for
    diode_fault,     ///< external temperature diode open or shorted; the part does not say which
    not_ready,       ///< no conversion finished yet: ask again
    power_on_value,  ///< the register holds what it holds after power-on: nothing measured, or the settings are lost
    wrong_part,      ///< something answers here, and it is not the part that was expected
    no_supply,       ///< the part answers, but what it switches or measures has no power
    unsupported,     ///< this part cannot do or tell that, or has no such channel
};

/// The transport's part of the errors.
[[nodiscard]] constexpr PeripheralError from_bus(hal::I2cError error) noexcept {
    switch (error) {
        case hal::I2cError::no_ack:
            return PeripheralError::no_ack;
        case hal::I2cError::timeout:
            return PeripheralError::timeout;
        case hal::I2cError::disconnected:
            return PeripheralError::disconnected;
        case hal::I2cError::bus:
        case hal::I2cError::too_long:
        case hal::I2cError::address_taken:
            break;
    }
    return PeripheralError::bus;
}

}  // namespace adit::driver::peripheral
