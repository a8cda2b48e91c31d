// FXL6408 pin expander (address 43): eight pins, some of which switch power on boards that have it. An output's level
// is written before the pin becomes one, so that it never passes through the other level.
#pragma once

#include <cstdint>
#include <utility>

#include "driver/peripheral/result.hpp"
#include "hal/gpio.hpp"
#include "hal/i2c.hpp"

namespace adit::driver::peripheral {

/// One bit a pin, pin 0 lowest.
struct Fxl6408Setup {
    std::uint8_t outputs = 0x00;   ///< the others are inputs
    std::uint8_t levels = 0x00;    ///< what the outputs start with
    std::uint8_t pulls = 0x00;     ///< inputs with a pull resistor
    std::uint8_t pulls_up = 0x00;  ///< of those, up; else down

    friend constexpr bool operator==(const Fxl6408Setup&, const Fxl6408Setup&) = default;
};

/// Every function blocks for at most its number of transfers x the bus time-out. Errors of all: `no_ack`, `timeout`,
/// `bus`, `disconnected`; what else is named.
class Fxl6408 {
public:
    static constexpr std::uint8_t pin_count = 8;

    explicit Fxl6408(hal::I2cDevice device) noexcept : device_{std::move(device)} {}

    /// 1 transfer. Errors: `wrong_part`.
    [[nodiscard]] Result<void> check_identity();
    /// Software reset: every pin an input without drive. Wait 100 ms before `configure`. 1 transfer.
    [[nodiscard]] Result<void> reset();
    /// Levels, drive, pulls, then directions, each read back; 10 transfers. Errors: `mismatch`.
    [[nodiscard]] Result<void> configure(const Fxl6408Setup& setup);

    /// Changes one level of those the part has, never of those it should have: a write whose answer was lost does not
    /// come back with the next pin's. With read-back, 3 transfers, 4 for the code that an undriven bus reads as well.
    /// Errors: `unsupported` (not an output), `not_configured`, `mismatch`.
    [[nodiscard]] Result<void> write_pin(std::uint8_t pin, hal::Level level);
    /// The level an output is told to have, or an input has; 1 transfer, 2 for the code that an undriven bus reads as
    /// well. Errors: `unsupported` (no such pin), `not_configured`.
    [[nodiscard]] Result<hal::Level> read_pin(std::uint8_t pin);

private:
    /// FF is confirmed by the part's id.
    Result<std::uint8_t> read_levels(std::uint8_t register_number);

    hal::I2cDevice device_;
    Fxl6408Setup setup_{};
    bool is_configured_ = false;
};

/// One output of the expander as a pin. The expander must outlive it.
class Fxl6408Pin final : public hal::OutputPin {
public:
    Fxl6408Pin(Fxl6408& expander, std::uint8_t pin) noexcept : expander_{expander}, pin_{pin} {}

private:
    Expected<void, hal::PinError> do_set(hal::Level level) override;
    Expected<hal::Level, hal::PinError> do_get() override;

    Fxl6408& expander_;
    std::uint8_t pin_;
};

}  // namespace adit::driver::peripheral
