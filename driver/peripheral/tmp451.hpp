// TMP451 thermometer: its own die and one external diode, 0.0625 C. Boards with a diode multiplexer switch it, wait,
// and convert one at a time; the waiting is theirs.
#pragma once

#include <cstdint>
#include <utility>

#include "driver/peripheral/temperature_sensor.hpp"
#include "hal/i2c.hpp"

namespace adit::driver::peripheral {

struct Tmp451Setup {
    bool one_shot = false;          ///< converts only when told (`start_conversion`), else all the time
    std::int8_t remote_offset = 0;  ///< C, added by the part to the external diode's reading
    std::uint8_t n_factor = 0x00;   ///< register 23; 0 = 1.008

    friend constexpr bool operator==(const Tmp451Setup&, const Tmp451Setup&) = default;
};

/// What boards with a diode multiplexer apply to the external diode.
inline constexpr TemperatureCorrection tmp451_multiplexed{.gain = 1.09, .pivot{30.0}, .offset{-29.5}};

/// Every function blocks for at most its number of transfers x the bus time-out. Errors of all: `no_ack`, `timeout`,
/// `bus`, `disconnected`; what else is named.
class Tmp451 final : public TemperatureSensor {
public:
    static constexpr std::uint8_t local = 0, remote = 1;  ///< inputs of `read_input`

    explicit Tmp451(hal::I2cDevice device) noexcept : device_{std::move(device)} {}

    /// 1 transfer. Errors: `wrong_part`.
    [[nodiscard]] Result<void> check_identity();

    /// Range 0..127 C, mode, offset and n-factor, each read back; 8 transfers. Errors: `mismatch`.
    [[nodiscard]] Result<void> configure(const Tmp451Setup& setup = {});

    /// One conversion, ready within 200 ms; 1 transfer.
    [[nodiscard]] Result<void> start_conversion();

    /// 3 transfers. Errors: `not_ready` (one-shot mode, converting), `power_on_value` (0000: nothing measured yet; a
    /// true 0.0 C reads so too), `implausible` (outside 0..127.9375 C), `diode_open` (remote only).
    [[nodiscard]] Result<Celsius> read_local();
    [[nodiscard]] Result<Celsius> read_remote();

private:
    [[nodiscard]] std::uint8_t do_input_count() const noexcept override { return 2; }
    Result<Celsius> do_read_input(std::uint8_t input) override { return input == local ? read_local() : read_remote(); }
    Result<std::uint8_t> read_status();
    Result<Celsius> read_pair(std::uint8_t high_register, std::uint8_t low_register);

    hal::I2cDevice device_;
    bool is_one_shot_ = false;
};

}  // namespace adit::driver::peripheral
