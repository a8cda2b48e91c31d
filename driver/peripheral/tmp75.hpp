// TMP1075, TMP75 and LM75 thermometers: one temperature, 0.0625 C (LM75: 0.5 C). Typical straps 48..4F.
#pragma once

#include <cstdint>
#include <utility>

#include "driver/peripheral/temperature_sensor.hpp"
#include "hal/i2c.hpp"

namespace adit::driver::peripheral {

enum class Tmp75Part : std::uint8_t { tmp1075, tmp1075n, tmp75, lm75 };

/// Every function blocks for at most its number of transfers x the bus time-out. Errors of all: `no_ack`, `timeout`,
/// `bus`, `disconnected`; what else is named.
class Tmp75 final : public TemperatureSensor {
public:
    Tmp75(hal::I2cDevice device, Tmp75Part part) noexcept : device_{std::move(device)}, part_{part} {}

    /// Only the TMP1075 without N has an id (register 0F = 7500); the others prove that they answer. 1 transfer.
    /// Errors: `wrong_part`.
    [[nodiscard]] Result<void> check_identity();

    /// Out of shutdown, the rest of the configuration as it is; read back, 3 transfers. Errors: `mismatch`.
    [[nodiscard]] Result<void> configure();

    /// 1 transfer. Errors: `power_on_value` (0000: nothing measured yet; a true 0.0 C reads so too), `implausible`
    /// (outside -55..128 C).
    [[nodiscard]] Result<Celsius> read_temperature();

private:
    [[nodiscard]] std::uint8_t do_input_count() const noexcept override { return 1; }
    Result<Celsius> do_read_input(std::uint8_t /*input*/) override { return read_temperature(); }

    hal::I2cDevice device_;
    Tmp75Part part_;
};

}  // namespace adit::driver::peripheral
