// Each node makes for the temperature at which it would lose what it gets, neighbours held for the step.
#include "boards/virtual/thermal_plant.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace adit::boards::virtual_device {

namespace {

constexpr double leakage_per_degree = 0.01, leakage_reference_c = 60.0;
constexpr double regulator_efficiency = 0.88, regulator_idle_w = 0.2;
constexpr double fan_seconds = 0.8, fan_start_duty = 0.08, standstill_share = 0.01;

}  // namespace

ThermalPlant::ThermalPlant(PlantFigures figures, Celsius ambient, Duration grid)
    : figures_{std::move(figures)},
      ambient_{ambient},
      step_seconds_{std::chrono::duration<double>(grid).count()},
      fan_keeps_{decay(step_seconds_ / fan_seconds)},
      fans_{std::min(most_fans, figures_.fans.size())},
      vrm_own_c_{ambient.value} {
    state_.chip = state_.vrm = state_.board = state_.air = ambient;
    state_.input_voltage = Volts{figures_.supply_v};
}

void ThermalPlant::step(const PlantInputs& inputs) noexcept {
    electric(inputs);
    spin(inputs);
    heat(inputs);
}

void ThermalPlant::electric(const PlantInputs& inputs) noexcept {
    constexpr double lowest_rail_v = 0.1;
    const bool has_rail = inputs.rail.value > lowest_rail_v;
    const double squared = inputs.core.value * inputs.core.value;
    const double warmth = std::max(0.3, 1.0 + leakage_per_degree * (state_.chip.value - leakage_reference_c));
    const double switching = figures_.draw.switching_w_per_v2_mhz * inputs.load.clocks.value;
    const double leaking = figures_.draw.leakage_w_per_v2 * warmth * inputs.load.powered;
    state_.chip_power = Watts{has_rail ? squared * (switching + leaking) * (1.0 + inputs.extra_load) : 0.0};
    state_.core_current = Amperes{has_rail ? state_.chip_power.value / inputs.rail.value : 0.0};
    double all = figures_.board_w;
    if (has_rail) all += state_.chip_power.value / regulator_efficiency + regulator_idle_w;
    for (std::size_t i = 0; i < fans_; ++i) {
        const double share = state_.fan_rpm[i] / figures_.fans[i].value;
        all += figures_.fan_full_w * share * share * share;
    }
    const double open_voltage = figures_.supply_v * (1.0 - inputs.sag);
    // What the board draws it draws at the voltage that is left of it behind the source's resistance.
    const double drop = open_voltage * open_voltage - 4.0 * figures_.source_ohm * all;
    constexpr double least_v = 0.01;
    const double input = std::max(least_v, (open_voltage + std::sqrt(std::max(0.0, drop))) / 2.0);
    state_.input_power = Watts{all};
    state_.input_current = Amperes{all / input};
    state_.input_voltage = Volts{input};
}

void ThermalPlant::spin(const PlantInputs& inputs) noexcept {
    for (std::size_t i = 0; i < fans_; ++i) {
        const double full = figures_.fans[i].value;
        const bool turns = !inputs.is_stalled[i] && inputs.duty[i] >= fan_start_duty;
        const double wanted = turns ? full * inputs.duty[i] : 0.0;
        state_.fan_rpm[i] = wanted + (state_.fan_rpm[i] - wanted) * fan_keeps_;
        if (!turns && state_.fan_rpm[i] < full * standstill_share) state_.fan_rpm[i] = 0.0;
    }
}

double ThermalPlant::stillness(const PlantInputs& inputs) noexcept {
    constexpr double full_stream = 4.0;  // a fan at full speed leaves e^-4 of the still air's resistance
    if (inputs.is_air_blocked || fans_ == 0) return 1.0;
    double flow = 0.0;
    for (std::size_t i = 0; i < fans_; ++i) flow += state_.fan_rpm[i] / figures_.fans[i].value;
    return still_(full_stream * flow / static_cast<double>(fans_));
}

void ThermalPlant::settle(Celsius& node, RepeatedDecay& keeps, double watts, double k_per_w,
                          double j_per_k) const noexcept {
    const double end = state_.air.value + watts * k_per_w;
    node.value = end + (node.value - end) * keeps(step_seconds_ / (k_per_w * j_per_k));
}

void ThermalPlant::heat(const PlantInputs& inputs) noexcept {
    constexpr double without_sink = 6.0;
    state_.air = ambient_ + inputs.ambient_rise;
    const double still = stillness(inputs);
    const auto resistance = [&](const Resistance& of) { return of.best_k_per_w + of.more_k_per_w * still; };
    const double vrm_loss = state_.chip_power.value * (1.0 / regulator_efficiency - 1.0);
    const double to_board = (state_.chip.value - state_.board.value) * figures_.chip_to_board_w_per_k;
    settle(state_.chip, chip_keeps_, state_.chip_power.value - to_board,
           resistance(figures_.chip) * (inputs.is_sink_off ? without_sink : 1.0), figures_.chip_j_per_k);
    Celsius vrm{vrm_own_c_};
    settle(vrm, vrm_keeps_, vrm_loss, resistance(figures_.vrm), figures_.vrm_j_per_k);
    vrm_own_c_ = vrm.value;
    state_.vrm = vrm + inputs.vrm_rise;
    settle(state_.board, board_keeps_, to_board, resistance(figures_.board), figures_.board_j_per_k);
}

}  // namespace adit::boards::virtual_device
