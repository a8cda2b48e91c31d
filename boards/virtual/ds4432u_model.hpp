// A DS4432U current DAC and the buck whose feedback it bends: codes in, rail out.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "boards/virtual/register_model.hpp"
#include "hal/units.hpp"

namespace adit::boards::virtual_device {

class Ds4432uModel final : public RegisterModel {
public:
    /// `rail_output`: the register (F8 or F9) whose current reaches the buck.
    explicit Ds4432uModel(std::uint8_t rail_output = out0) noexcept : rail_output_{rail_output} {}

    /// The board's enable line.
    void set_enabled(bool is_enabled) noexcept {
        is_enabled_ = is_enabled;
        note();
    }
    /// Supply off and on: both codes are 0.
    void power_up() noexcept {
        hold(out0, 0);
        hold(out1, 0);
        note();
    }

    [[nodiscard]] Volts rail() const noexcept {
        if (!is_enabled_) return Volts{0.0};
        // Kirchhoff at the feedback node: what the lower resistor takes comes through the upper one and the DAC.
        constexpr double feedback = 0.6, upper = 4750.0, lower = 3320.0, largest_current = 98.921e-6;
        const std::uint16_t code = held(rail_output_);
        const double magnitude = (code & 0x7f) * largest_current / 127.0;
        const double sourced = (code & 0x80) != 0 ? magnitude : -magnitude;
        return Volts{feedback + upper * (feedback / lower - sourced)};
    }
    /// Since construction.
    [[nodiscard]] Volts highest_rail() const noexcept { return highest_; }

private:
    static constexpr std::uint8_t out0 = 0xf8, out1 = 0xf9;

    [[nodiscard]] std::size_t width(std::uint8_t number) const noexcept override {
        return number == out0 || number == out1 ? 1 : 0;
    }
    void store(std::uint8_t number, std::uint16_t value, Instant /*now*/) override {
        hold(number, value);
        note();
    }
    void note() noexcept { highest_ = std::max(highest_, rail()); }

    std::uint8_t rail_output_;
    bool is_enabled_ = false;
    Volts highest_{};
};

}  // namespace adit::boards::virtual_device
