// The 13-bit tachometer of the EMC2103 and EMC230x: periods of a 32 kHz clock, left-aligned in two registers.
#pragma once

#include <cstdint>

#include "driver/peripheral/fan_controller.hpp"
#include "hal/i2c.hpp"

namespace adit::driver::peripheral {

/// Speed of a count of 1, at five edges a turn (a fan of two poles) and range multiplier 1.
inline constexpr std::uint32_t emc_tachometer_rpm = 3'932'160;

/// Reads the high byte, then the low one. A count of which the high byte is FF is slower than the part's slowest fan:
/// 0 rpm. 2 transfers. Errors: `bus` (FFFF: the lowest three bits read 0 where a part drives them), `implausible` (a
/// count of 0, or faster than any fan), those of the bus.
[[nodiscard]] Result<Rpm> read_emc_tachometer(hal::I2cDevice& device, std::uint8_t high_register,
                                              std::uint8_t multiplier);
/// Drives FF as often as anything else, so that a reply of FF proves nothing: then the maker's id is read too.
[[nodiscard]] Result<std::uint8_t> read_emc_drive(hal::I2cDevice& device, std::uint8_t drive_register);
/// The maker's id (FE), which all parts of the family share. Errors: `wrong_part`, `bus`.
[[nodiscard]] Result<void> check_emc_maker(hal::I2cDevice& device);

}  // namespace adit::driver::peripheral
