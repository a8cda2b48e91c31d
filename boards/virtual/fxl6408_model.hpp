// An FXL6408 pin expander, down to what each pin's wire sees.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "boards/virtual/register_model.hpp"

namespace adit::boards::virtual_device {

class Fxl6408Model final : public RegisterModel {
public:
    Fxl6408Model() { power_up(); }

    /// Supply off and on: every pin an input, outputs not driven.
    void power_up() {
        for (unsigned number = 0; number < 0x14; ++number) hold(static_cast<std::uint8_t>(number), 0);
        hold(control, 0xa2);
        hold(high_z, 0xff);
        hold(pull_enable, 0xff);
        note();
    }

    /// What the board drives an input pin to; none: open.
    void drive_input(std::size_t pin, std::optional<bool> level) { outside_.at(pin) = level; }

    /// Level of the pin if the part drives it.
    [[nodiscard]] std::optional<bool> driven(std::size_t pin) const noexcept {
        const bool is_driven = (held(direction) >> pin & 1) != 0 && (held(high_z) >> pin & 1) == 0;
        if (!is_driven) return std::nullopt;
        return (held(output) >> pin & 1) != 0;
    }
    /// Every level the pin was driven to since construction, changes only.
    [[nodiscard]] const std::vector<bool>& history(std::size_t pin) const { return history_.at(pin); }

private:
    static constexpr std::uint8_t control = 0x01, direction = 0x03, output = 0x05, high_z = 0x07;
    static constexpr std::uint8_t pull_enable = 0x0b, pull_select = 0x0d, input = 0x0f;

    [[nodiscard]] std::size_t width(std::uint8_t number) const noexcept override {
        return number % 2 == 1 && number <= 0x13 ? 1 : 0;
    }
    void store(std::uint8_t number, std::uint16_t value, Instant /*now*/) override {
        if (number == control) {
            if ((value & 1) != 0) power_up();
            return;
        }
        if (number != input) hold(number, value);
        note();
    }
    [[nodiscard]] std::uint16_t load(std::uint8_t number, Instant /*now*/) override {
        if (number != input) return held(number);
        unsigned levels = 0;
        for (std::size_t pin = 0; pin < outside_.size(); ++pin) levels |= (is_high(pin) ? 1u : 0u) << pin;
        return static_cast<std::uint16_t>(levels);
    }

    [[nodiscard]] bool is_high(std::size_t pin) const {
        if ((held(direction) >> pin & 1) != 0) return false;
        const bool is_pulled_up = (held(pull_enable) >> pin & 1) != 0 && (held(pull_select) >> pin & 1) != 0;
        return outside_.at(pin).value_or(is_pulled_up);
    }
    void note() {
        for (std::size_t pin = 0; pin < history_.size(); ++pin) {
            const auto level = driven(pin);
            auto& seen = history_[pin];
            if (level && (seen.empty() || seen.back() != *level)) seen.push_back(*level);
        }
    }

    std::array<std::optional<bool>, 8> outside_{};
    std::array<std::vector<bool>, 8> history_;
};

}  // namespace adit::boards::virtual_device
