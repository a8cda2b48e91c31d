// An EMC2302 (two fans) or EMC2305 (five).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "boards/virtual/emc_fan_model.hpp"
#include "boards/virtual/register_model.hpp"
#include "hal/units.hpp"

namespace adit::boards::virtual_device {

class Emc230xModel final : public RegisterModel {
public:
    explicit Emc230xModel(std::size_t fan_count) noexcept : count_{fan_count} {
        hold(product, fan_count == 2 ? 0x36 : 0x34);
        hold(manufacturer, 0x5d);
        for (std::size_t i = 0; i < count_; ++i) hold(static_cast<std::uint8_t>(block(i) + config_offset), 0x2b);
    }

    std::array<EmcFanModel, 5> fans;

    /// What the fan is driven with, its polarity taken into account.
    [[nodiscard]] std::uint8_t drive(std::size_t fan) const noexcept {
        const auto setting = static_cast<std::uint8_t>(held(block(fan)));
        return (held(polarity) >> fan & 1) != 0 ? static_cast<std::uint8_t>(255 - setting) : setting;
    }

private:
    static constexpr std::uint8_t polarity = 0x2a, product = 0xfd, manufacturer = 0xfe;
    static constexpr std::uint8_t first_block = 0x30, config_offset = 0x2, tach_high = 0xe, tach_low = 0xf;
    static constexpr unsigned closed_loop = 0x80;

    static constexpr std::uint8_t block(std::size_t fan) noexcept {
        return static_cast<std::uint8_t>(first_block + 0x10 * fan);
    }
    /// Which fan a register belongs to; `count_` or more: none.
    [[nodiscard]] std::size_t fan_of(std::uint8_t number) const noexcept {
        return number < first_block ? count_ : (number - first_block) / 0x10u;
    }

    [[nodiscard]] std::size_t width(std::uint8_t number) const noexcept override {
        return fan_of(number) < count_ || (number >= 0x20 && number < first_block) || number >= 0xfc ? 1 : 0;
    }
    void store(std::uint8_t number, std::uint16_t value, Instant /*now*/) override {
        const std::size_t fan = fan_of(number);
        const unsigned offset = number & 0x0fu;
        const bool is_fan = fan < count_;
        if (number >= product || (is_fan && offset >= tach_high)) return;
        const bool is_looped =
            is_fan && (held(static_cast<std::uint8_t>(block(fan) + config_offset)) & closed_loop) != 0;
        if (!(is_looped && offset == 0)) hold(number, value);
    }
    [[nodiscard]] std::uint16_t load(std::uint8_t number, Instant /*now*/) override {
        const std::size_t fan = fan_of(number);
        const unsigned offset = number & 0x0fu;
        if (fan >= count_ || offset < tach_high) return held(number);
        const std::uint16_t config = held(static_cast<std::uint8_t>(block(fan) + config_offset));
        const std::uint16_t word = emc_tachometer(fans[fan].speed(drive(fan)), config);
        return static_cast<std::uint16_t>(offset == tach_high ? word >> 8 : word & 0xff);
    }

    std::size_t count_;
};

}  // namespace adit::boards::virtual_device
