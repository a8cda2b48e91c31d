// An EMC2103: one fan, own temperature, two external diodes.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "boards/virtual/emc_fan_model.hpp"
#include "boards/virtual/register_model.hpp"
#include "hal/units.hpp"

namespace adit::boards::virtual_device {

class Emc2103Model final : public RegisterModel {
public:
    Emc2103Model() noexcept {
        hold(fan_config, 0x2b);
        hold(product, 0x26);
        hold(manufacturer, 0x5d);
    }

    EmcFanModel fan;

    /// Input 0 is the part's own; none: the diode is open or shorted (HZ-03).
    void set_temperature(std::size_t input, std::optional<Celsius> temperature) { inputs_.at(input) = temperature; }
    [[nodiscard]] std::uint8_t drive() const noexcept {
        const auto setting = static_cast<std::uint8_t>(held(fan_drive));
        return (held(pwm_config) & 1) != 0 ? static_cast<std::uint8_t>(255 - setting) : setting;
    }

private:
    static constexpr std::uint8_t last_temperature = 0x05, config = 0x20, pwm_config = 0x2a, fan_drive = 0x40;
    static constexpr std::uint8_t fan_config = 0x42, tach_high = 0x4e, tach_low = 0x4f;
    static constexpr std::uint8_t product = 0xfd, manufacturer = 0xfe;
    static constexpr unsigned closed_loop = 0x80;

    [[nodiscard]] std::size_t width(std::uint8_t /*number*/) const noexcept override { return 1; }
    void store(std::uint8_t number, std::uint16_t value, Instant /*now*/) override {
        const bool is_read_only =
            number <= last_temperature || number == tach_high || number == tach_low || number >= product;
        const bool is_ignored = number == fan_drive && (held(fan_config) & closed_loop) != 0;
        if (!is_read_only && !is_ignored) hold(number, value);
    }
    [[nodiscard]] std::uint16_t load(std::uint8_t number, Instant /*now*/) override {
        if (number <= last_temperature) return half(temperature_word(inputs_[number / 2u]), number % 2 == 0);
        if (number == tach_high || number == tach_low)
            return half(emc_tachometer(fan.speed(drive()), held(fan_config)), number == tach_high);
        return held(number);
    }

    static std::uint16_t half(unsigned word, bool is_high) noexcept {
        return static_cast<std::uint16_t>(is_high ? word >> 8 : word & 0xff);
    }
    /// 11 bits, left-aligned, eighths of a degree; 8000 stands for a faulty diode.
    static unsigned temperature_word(const std::optional<Celsius>& temperature) noexcept {
        if (!temperature) return 0x8000;
        return static_cast<unsigned>(std::lround(temperature->value * 8.0)) << 5 & 0xffe0;
    }

    std::array<std::optional<Celsius>, 3> inputs_{Celsius{25.0}, Celsius{25.0}, Celsius{25.0}};
};

}  // namespace adit::boards::virtual_device
