// An INA260: what a supply delivers, in the part's steps.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>

#include "boards/virtual/register_model.hpp"
#include "hal/units.hpp"

namespace adit::boards::virtual_device {

class Ina260Model final : public RegisterModel {
public:
    Ina260Model() noexcept : RegisterModel{ByteOrder::high_first} {
        hold(config, 0x6127);
        hold(manufacturer, 0x5449);
        hold(die, 0x2270);
    }

    void set_load(Volts voltage, Amperes current) noexcept {
        hold(current_register, code(current.value / 1.25e-3));
        hold(voltage_register, code(voltage.value / 1.25e-3));
        hold(power_register, code(std::abs(voltage.value * current.value) / 10e-3));
    }

private:
    static constexpr std::uint8_t config = 0x00, current_register = 0x01, voltage_register = 0x02;
    static constexpr std::uint8_t power_register = 0x03, mask = 0x06, alert = 0x07, manufacturer = 0xfe, die = 0xff;

    static unsigned code(double steps) noexcept { return static_cast<unsigned>(std::lround(steps)) & 0xffff; }
    [[nodiscard]] std::size_t width(std::uint8_t number) const noexcept override {
        const bool is_known = number <= power_register || number == mask || number == alert || number >= manufacturer;
        return is_known ? 2 : 0;
    }
    void store(std::uint8_t number, std::uint16_t value, Instant /*now*/) override {
        // Bits 14:12 read 110 whatever was written.
        if (number == config) hold(config, (value & 0x8fffu) | 0x6000u);
        if (number == mask || number == alert) hold(number, value);
    }
};

}  // namespace adit::boards::virtual_device
