// Heat, air and supply current of the board: three thermal nodes (chip with heat sink, regulator, board), a fan with
// inertia, and a 5 V supply with source resistance. Stepped on a fixed grid by its owner. Figures are a plausible
// Gamma (about 17 W and 1.07 TH/s at 1150 mV and 525 MHz), not a measured one.
#pragma once

#include "hal/clock.hpp"
#include "hal/units.hpp"

namespace adit::boards::virtual_device {

/// What the chip is doing to the power supply.
enum class ChipLoad : unsigned char { none, clocked, hashing };

struct PlantInputs {
    Volts rail{};
    Megahertz frequency{};
    ChipLoad load = ChipLoad::none;
    Percent fan_duty{};
    bool is_fan_stalled = false;
    bool is_supply_sagging = false;
};

struct PlantState {
    Celsius chip{}, vrm{}, board{};
    double fan_rpm = 0.0;
    Watts chip_power{}, input_power{};
    Volts input_voltage{};
    Amperes core_current{};
};

class ThermalPlant {
public:
    static constexpr Duration step_time = std::chrono::milliseconds{20};

    explicit ThermalPlant(Celsius ambient) noexcept;

    /// One `step_time` further.
    void step(const PlantInputs& inputs) noexcept;
    [[nodiscard]] const PlantState& state() const noexcept { return state_; }

private:
    void electric(const PlantInputs& inputs) noexcept;
    void spin(const PlantInputs& inputs) noexcept;
    void heat() noexcept;

    Celsius ambient_;
    PlantState state_;
};

}  // namespace adit::boards::virtual_device
