// Register reads and writes as the parts of this folder speak them: register number first, words low byte first
// unless said otherwise, PMBus blocks led by their length. Never allocates.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "driver/peripheral/peripheral_error.hpp"
#include "hal/expected.hpp"
#include "hal/i2c.hpp"

namespace adit::driver::peripheral {

/// Errors of all: `no_ack`, `timeout`, `bus`, `disconnected`. One transfer each.
[[nodiscard]] Expected<std::uint8_t, PeripheralError> read_byte(hal::I2cDevice& device, std::uint8_t register_number);
[[nodiscard]] Expected<std::uint16_t, PeripheralError> read_word(hal::I2cDevice& device, std::uint8_t register_number);
[[nodiscard]] Expected<void, PeripheralError> write_byte(hal::I2cDevice& device, std::uint8_t register_number,
                                                         std::uint8_t value);
[[nodiscard]] Expected<void, PeripheralError> write_word(hal::I2cDevice& device, std::uint8_t register_number,
                                                         std::uint16_t value);
/// High byte first: Texas Instruments' thermometers and power meters.
[[nodiscard]] Expected<std::uint16_t, PeripheralError> read_word_be(hal::I2cDevice& device,
                                                                    std::uint8_t register_number);
[[nodiscard]] Expected<void, PeripheralError> write_word_be(hal::I2cDevice& device, std::uint8_t register_number,
                                                            std::uint16_t value);
/// A PMBus command without data.
[[nodiscard]] Expected<void, PeripheralError> send_command(hal::I2cDevice& device, std::uint8_t register_number);

/// Fills `into` ([block length], at most 32) from a PMBus block read. Also `implausible`: the block has another
/// length.
[[nodiscard]] Expected<void, PeripheralError> read_block(hal::I2cDevice& device, std::uint8_t register_number,
                                                         std::span<std::uint8_t> into);

/// A PMBus block write: length, then `data` ([at most 32]). Also `out_of_range`.
[[nodiscard]] Expected<void, PeripheralError> write_block(hal::I2cDevice& device, std::uint8_t register_number,
                                                          std::span<const std::uint8_t> data);

/// As above, and a reply of nothing but FF (an undriven bus) is `bus`. For registers that cannot hold it.
[[nodiscard]] Expected<std::uint8_t, PeripheralError> read_driven_byte(hal::I2cDevice& device,
                                                                       std::uint8_t register_number);
[[nodiscard]] Expected<std::uint16_t, PeripheralError> read_driven_word(hal::I2cDevice& device,
                                                                        std::uint8_t register_number);

}  // namespace adit::driver::peripheral
