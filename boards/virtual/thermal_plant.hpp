// Heat, air and supply current of a board: three thermal nodes (chips with heat sink, regulator, board), fans with
// inertia, and a supply with source resistance. Stepped on a fixed grid by its owner; each node settles by an exact
// exponential, so that a grid of a quarter of a second is as stable as one of 20 ms.
#pragma once

#include <array>
#include <cstddef>

#include "boards/virtual/decay.hpp"
#include "boards/virtual/plant_figures.hpp"
#include "boards/virtual/virtual_chain.hpp"
#include "hal/clock.hpp"
#include "hal/units.hpp"

namespace adit::boards::virtual_device {

inline constexpr std::size_t most_fans = 8;

struct PlantInputs {
    Volts rail{}, core{};  ///< of the regulator; of each chip
    ChainLoad load{};
    std::array<double, most_fans> duty{};      ///< 0..1
    std::array<bool, most_fans> is_stalled{};  ///< whatever the duty
    double sag = 0.0;                          ///< part of the supply that is missing
    double extra_load = 0.0;                   ///< part the chips draw more
    Celsius ambient_rise{}, vrm_rise{};        ///< added to the air and to the regulator
    bool is_air_blocked = false, is_sink_off = false;
};

struct PlantState {
    Celsius chip{}, vrm{}, board{}, air{};
    std::array<double, most_fans> fan_rpm{};
    Watts chip_power{}, input_power{};
    Volts input_voltage{};
    Amperes core_current{}, input_current{};
};

class ThermalPlant {
public:
    /// At rest at `ambient`, to be stepped by `grid`.
    ThermalPlant(PlantFigures figures, Celsius ambient, Duration grid);

    void step(const PlantInputs& inputs) noexcept;
    [[nodiscard]] const PlantState& state() const noexcept { return state_; }
    [[nodiscard]] std::size_t fans() const noexcept { return fans_; }

private:
    void electric(const PlantInputs& inputs) noexcept;
    void spin(const PlantInputs& inputs) noexcept;
    void heat(const PlantInputs& inputs) noexcept;
    [[nodiscard]] double stillness(const PlantInputs& inputs) noexcept;
    void settle(Celsius& node, RepeatedDecay& keeps, double watts, double k_per_w, double j_per_k) const noexcept;

    PlantFigures figures_;
    Celsius ambient_;
    double step_seconds_, fan_keeps_;
    std::size_t fans_;
    RepeatedDecay still_, chip_keeps_, vrm_keeps_, board_keeps_;
    double vrm_own_c_;  ///< of the regulator, without what a fault adds
    PlantState state_;
};

}  // namespace adit::boards::virtual_device
