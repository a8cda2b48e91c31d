// EMC2101 fan controller and temperature sensor: one PWM output, one tachometer, its own die and one external diode
// (the hashing chip's). Decides nothing about fan duty; see the supervisor for that.
#pragma once

#include <cstdint>
#include <optional>
#include <utility>

#include "driver/peripheral/fan_controller.hpp"
#include "driver/peripheral/peripheral_error.hpp"
#include "driver/peripheral/temperature_sensor.hpp"
#include "hal/expected.hpp"
#include "hal/i2c.hpp"
#include "hal/units.hpp"

namespace adit::driver::peripheral {

enum class Emc2101Part : std::uint8_t { emc2101, emc2101_r };

struct Emc2101Identity {
    std::uint8_t product{}, manufacturer{};  ///< registers FD, FE
    std::optional<Emc2101Part> part;         ///< none: something else answers at this address
};

/// Board-dependent settings. The defaults are the Bitaxe Gamma's.
struct Emc2101Setup {
    std::uint8_t ideality = 0x24;           ///< register 17; 0x24 = 1.0319
    std::uint8_t beta_compensation = 0x00;  ///< register 18
    bool inverted_pwm = false;              ///< polarity bit of register 4A
};

/// Duty as the part counts it: floor(63 x percent / 100), 0..63.
[[nodiscard]] constexpr std::uint8_t emc2101_drive(Percent duty) noexcept {
    return static_cast<std::uint8_t>(63 * duty.value / 100);
}

/// Every function blocks for at most its number of transfers x the bus time-out. Errors of all: `no_ack`, `timeout`,
/// `bus`, `disconnected`; what else is named.
class Emc2101 final : public FanController, public TemperatureSensor {
public:
    static constexpr std::uint8_t internal = 0, external = 1;  ///< inputs of `read_input`

    explicit Emc2101(hal::I2cDevice device) noexcept : device_{std::move(device)} {}

    /// 2 transfers. An unknown part is reported, not refused.
    [[nodiscard]] Expected<Emc2101Identity, PeripheralError> identify();

    /// Tachometer input on, direct PWM, diode model; each of the four registers is read back, 8 transfers.
    /// Errors: `mismatch`.
    [[nodiscard]] Expected<void, PeripheralError> configure(const Emc2101Setup& setup = {});

    /// The part's own die, 1 C steps, always valid. Errors: `implausible` (outside -40..127 C).
    [[nodiscard]] Expected<Celsius, PeripheralError> read_internal_temperature();

    /// The external diode, 0.125 C steps, 2 transfers. Garbage until the chip routes its diode pin.
    /// Errors: `diode_open`, `diode_short`, `implausible` (outside -40..127 C).
    [[nodiscard]] Expected<Celsius, PeripheralError> read_external_temperature();

    /// Errors: `out_of_range` (not 0..100; nothing reaches the bus).
    [[nodiscard]] Expected<void, PeripheralError> set_duty(Percent duty);
    /// The smallest percentage with the drive value found: equal to what was set once passed through
    /// `emc2101_drive`. Errors: `implausible` (above 63).
    [[nodiscard]] Expected<Percent, PeripheralError> read_duty();

    /// A stopped fan is 0 rpm, and its count that of an undriven bus: the part's id tells them apart. 2 or 3 transfers.
    /// Errors: `implausible` (count 0, or more than 30,000 rpm).
    [[nodiscard]] Expected<Rpm, PeripheralError> read_rpm();

private:
    [[nodiscard]] std::uint8_t do_fan_count() const noexcept override { return 1; }
    Result<void> do_write_drive(std::uint8_t fan, std::uint8_t drive) override;
    Result<std::uint8_t> do_read_drive(std::uint8_t fan) override;
    Result<Rpm> do_read_speed(std::uint8_t /*fan*/) override { return read_rpm(); }
    [[nodiscard]] std::uint8_t do_full_drive() const noexcept override;
    [[nodiscard]] std::uint8_t do_input_count() const noexcept override { return 2; }
    Result<Celsius> do_read_input(std::uint8_t input) override;

    hal::I2cDevice device_;
};

}  // namespace adit::driver::peripheral
