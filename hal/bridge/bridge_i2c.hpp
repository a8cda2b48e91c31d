// The I2C bus behind a bitaxe-raw bridge.
#pragma once

#include "hal/bridge/control_port.hpp"
#include "hal/i2c.hpp"

namespace adit::hal::bridge {

class BridgeI2cBus final : public I2cBus {
public:
    /// `port` must outlive the bus.
    explicit BridgeI2cBus(ControlPort& port) noexcept : port_{port} {}

    /// Sets the bus clock, e.g. 400000. Blocks at most 100 ms. Errors: `timeout`, `bus` (the firmware cannot make
    /// this rate or confirms another), `disconnected`.
    [[nodiscard]] Expected<void, I2cError> set_frequency(std::uint32_t hertz);

private:
    Expected<void, I2cError> do_transfer(std::uint8_t address, std::span<const std::byte> out,
                                         std::span<std::byte> in) override;
    /// A plain write is answered with the number of bytes written.
    Expected<void, I2cError> write_only(std::uint8_t address, std::span<const std::byte> out);
    /// Asks again where a value and an error code look alike: an error is never that long. Costs a part nothing but
    /// one more byte to send.
    [[gnu::cold]] Expected<void, I2cError> read_one_more(std::uint8_t address, std::span<const std::byte> out,
                                                         std::span<std::byte> in);
    ControlPort& port_;
};

}  // namespace adit::hal::bridge
