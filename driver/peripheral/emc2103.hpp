// EMC2103 fan controller and thermometer: one fan, its own die and two external diodes (two hashing chips; which is
// which is the board's business). Address 2E.
#pragma once

#include <cstdint>
#include <utility>

#include "driver/peripheral/fan_controller.hpp"
#include "driver/peripheral/temperature_sensor.hpp"
#include "hal/i2c.hpp"

namespace adit::driver::peripheral {

/// Every function blocks for at most its number of transfers x the bus time-out. Errors of all: `no_ack`, `timeout`,
/// `bus`, `disconnected`; what else is named.
class Emc2103 final : public FanController, public TemperatureSensor {
public:
    static constexpr std::uint8_t internal = 0, external_1 = 1, external_2 = 2;  ///< inputs of `read_input`

    explicit Emc2103(hal::I2cDevice device) noexcept : device_{std::move(device)} {}

    /// 2 transfers. Errors: `wrong_part`.
    [[nodiscard]] Result<void> check_identity();
    /// Registers 20 and 2A to 0 (no masks, no inverted PWM), each read back; 4 transfers. Errors: `mismatch`.
    [[nodiscard]] Result<void> configure();

    /// 0.125 C steps, 2 transfers. Errors: `diode_fault` (8000: open, shorted, or nothing measured yet),
    /// `implausible` (outside -40..127 C).
    [[nodiscard]] Result<Celsius> read_temperature(std::uint8_t input) { return read_input(input); }

private:
    [[nodiscard]] std::uint8_t do_fan_count() const noexcept override { return 1; }
    Result<void> do_write_drive(std::uint8_t fan, std::uint8_t drive) override;
    Result<std::uint8_t> do_read_drive(std::uint8_t fan) override;
    Result<Rpm> do_read_speed(std::uint8_t fan) override;
    [[nodiscard]] std::uint8_t do_full_drive() const noexcept override { return 255; }
    [[nodiscard]] std::uint8_t do_input_count() const noexcept override { return 3; }
    Result<Celsius> do_read_input(std::uint8_t input) override;

    hal::I2cDevice device_;
};

}  // namespace adit::driver::peripheral
