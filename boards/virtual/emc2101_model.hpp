// An EMC2101, fan controller and thermometer: own temperature, the chip's diode, tachometer, fan duty.
#pragma once

#include <array>
#include <cstdint>

#include "boards/virtual/diode_state.hpp"
#include "boards/virtual/i2c_part.hpp"
#include "hal/units.hpp"

namespace adit::boards::virtual_device {

class Emc2101Model final : public I2cPart {
public:
    static constexpr std::uint8_t address = 0x4c;

    explicit Emc2101Model(std::uint64_t seed);

    [[nodiscard]] bool write(std::span<const std::byte> bytes, Instant now) override;
    [[nodiscard]] bool read(std::span<std::byte> into, Instant now) override;

    void set_board(Celsius temperature) noexcept { board_ = temperature; }
    void set_diode(DiodeState state, Celsius chip) noexcept;
    void set_fan(Rpm speed) noexcept { fan_ = speed; }

    /// What the fan is driven with.
    [[nodiscard]] Percent duty() const noexcept;
    /// The same as 0..1, exact.
    [[nodiscard]] double drive() const noexcept;

private:
    [[nodiscard]] std::uint8_t value_of(std::uint8_t reg);
    [[nodiscard]] std::uint16_t diode_code();
    [[nodiscard]] int setting() const noexcept;
    [[nodiscard]] std::uint16_t tach_count() const noexcept;

    std::array<std::uint8_t, 256> registers_{};
    Celsius board_{}, chip_{};
    DiodeState diode_ = DiodeState::open;
    Rpm fan_{};
    std::uint8_t selected_ = 0, latched_tach_high_ = 0xff;
    std::uint16_t last_code_ = 0;
    std::uint64_t garbage_state_;
};

}  // namespace adit::boards::virtual_device
