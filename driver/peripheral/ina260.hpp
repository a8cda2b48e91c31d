// INA260 power meter with its own shunt: supply voltage, current and power of a board (address 40).
#pragma once

#include <utility>

#include "driver/peripheral/power_meter.hpp"
#include "hal/i2c.hpp"

namespace adit::driver::peripheral {

/// Every function blocks for at most its number of transfers x the bus time-out. Errors of all: `no_ack`, `timeout`,
/// `bus`, `disconnected`; what else is named. A failed reading is never replaced by the last good one.
class Ina260 final : public PowerMeter {
public:
    explicit Ina260(hal::I2cDevice device) noexcept : device_{std::move(device)} {}

    /// Manufacturer and die id, 2 transfers. Errors: `wrong_part`.
    [[nodiscard]] Result<void> check_identity();
    /// Continuous conversion of both, 1.1 ms each, no averaging (the part's own default); 2 transfers.
    /// Errors: `mismatch`.
    [[nodiscard]] Result<void> configure();

    /// Steps of 1.25 mV. Errors: `implausible` (above 36 V).
    [[nodiscard]] Result<Volts> read_voltage();
    /// Steps of 1.25 mA, signed; 1 transfer, 2 for the one code that an undriven bus reads as well.
    /// Errors: `implausible` (beyond 15 A, the part's range).
    [[nodiscard]] Result<Amperes> read_current();
    /// Steps of 10 mW, never negative. Errors: `implausible` (above what voltage and current can be).
    [[nodiscard]] Result<Watts> read_power();

private:
    Result<Volts> do_measure_voltage() override { return read_voltage(); }
    Result<Amperes> do_measure_current() override { return read_current(); }
    Result<Watts> do_measure_power() override { return read_power(); }

    hal::I2cDevice device_;
};

}  // namespace adit::driver::peripheral
