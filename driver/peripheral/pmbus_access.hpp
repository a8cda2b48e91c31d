// What every PMBus regulator of this folder reads the same way: status registers and LINEAR11 telemetry.
#pragma once

#include <cstdint>
#include <span>

#include "driver/peripheral/pmbus_status.hpp"
#include "driver/peripheral/result.hpp"
#include "hal/i2c.hpp"

namespace adit::driver::peripheral {

/// One detail register and where its value goes.
struct PmbusDetail {
    std::uint8_t register_number;
    std::uint8_t PmbusStatus::*field;
};

/// STATUS_WORD alone, the details stay 0; 1 transfer. Errors: `bus` (FFFF), those of the bus.
[[nodiscard]] Result<PmbusStatus> read_pmbus_status_word(hal::I2cDevice& device);
/// STATUS_WORD and the given details; clears nothing. Errors as above; FF is no detail either.
[[nodiscard]] Result<PmbusStatus> read_pmbus_status(hal::I2cDevice& device, std::span<const PmbusDetail> details);

/// A LINEAR11 reading; 1 transfer. Errors: `bus` (FFFF), `implausible` (outside lowest..highest).
[[nodiscard]] Result<double> read_linear11(hal::I2cDevice& device, std::uint8_t register_number, double lowest,
                                           double highest);

}  // namespace adit::driver::peripheral
