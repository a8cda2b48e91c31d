// EMC2302 and EMC2305 fan controllers: two or five fans, no thermometer. Fan 0 is the block at register 30, fan 1 the
// one at 40, and so on; some boards call them the other way round. Straps: 2E, 2F, 4D.
#pragma once

#include <cstdint>
#include <utility>

#include "driver/peripheral/fan_controller.hpp"
#include "hal/i2c.hpp"

namespace adit::driver::peripheral {

enum class Emc230xPart : std::uint8_t { emc2302, emc2305 };

struct Emc230xSetup {
    /// One bit a fan, fan 0 lowest.
    std::uint8_t inverted_pwm = 0x00;   ///< register 2A
    std::uint8_t push_pull_pwm = 0x00;  ///< register 2B; else open drain
    /// Range: fans from 500 rpm x this; 1, 2, 4 or 8.
    std::uint8_t multiplier = 1;

    friend constexpr bool operator==(const Emc230xSetup&, const Emc230xSetup&) = default;
};

/// Every function blocks for at most its number of transfers x the bus time-out. Errors of all: `no_ack`, `timeout`,
/// `bus`, `disconnected`; what else is named.
class Emc230x final : public FanController {
public:
    Emc230x(hal::I2cDevice device, Emc230xPart part) noexcept : device_{std::move(device)}, part_{part} {}

    /// 2 transfers. Errors: `wrong_part`.
    [[nodiscard]] Result<void> check_identity();
    /// PWM polarity and type, and for each fan direct drive, five edges a turn, range; each read back. 4 transfers
    /// and 2 a fan. Errors: `mismatch`, `out_of_range` (another multiplier, or a bit without a fan).
    [[nodiscard]] Result<void> configure(const Emc230xSetup& setup = {});

private:
    [[nodiscard]] std::uint8_t do_fan_count() const noexcept override { return part_ == Emc230xPart::emc2302 ? 2 : 5; }
    Result<void> do_write_drive(std::uint8_t fan, std::uint8_t drive) override;
    Result<std::uint8_t> do_read_drive(std::uint8_t fan) override;
    /// Also `not_configured`: the range is not known before `configure`.
    Result<Rpm> do_read_speed(std::uint8_t fan) override;
    [[nodiscard]] std::uint8_t do_full_drive() const noexcept override { return 255; }

    hal::I2cDevice device_;
    Emc230xPart part_;
    std::uint8_t multiplier_ = 0;  ///< 0 until configured
};

}  // namespace adit::driver::peripheral
