// Explicit Euler steps of 20 ms; the fastest time constant is 0.8 s.
#include "boards/virtual/thermal_plant.hpp"

#include <algorithm>
#include <cmath>

namespace adit::boards::virtual_device {

namespace {

constexpr double step_seconds = std::chrono::duration<double>(ThermalPlant::step_time).count();

// 15.5 W switching at 1.15 V, 525 MHz; 1.5 W leakage at 1.15 V, 60 C.
constexpr double switching_w = 15.5 / (1.15 * 1.15 * 525.0), leakage_w = 1.5 / (1.15 * 1.15);
constexpr double leakage_per_degree = 0.01, leakage_reference_c = 60.0, idle_clock_share = 0.25;

constexpr double supply_v = 5.05, sagging_supply_v = 4.2, source_ohm = 0.03;
constexpr double regulator_efficiency = 0.88, regulator_idle_w = 0.2, board_w = 0.8, fan_full_w = 1.0;

constexpr double full_rpm = 6000.0, fan_seconds = 0.8, fan_start_duty = 8.0;

constexpr double chip_j_per_k = 15.0, vrm_j_per_k = 6.0, board_j_per_k = 40.0;
constexpr double chip_to_board_w_per_k = 0.05, board_to_air_w_per_k = 0.25;

double chip_watts(const PlantInputs& in, double chip_c) noexcept {
    if (in.load == ChipLoad::none) return 0.0;
    const double squared = in.rail.value * in.rail.value;
    const double warmth = std::max(0.3, 1.0 + leakage_per_degree * (chip_c - leakage_reference_c));
    const double share = in.load == ChipLoad::hashing ? 1.0 : idle_clock_share;
    return squared * (switching_w * in.frequency.value * share + leakage_w * warmth);
}

}  // namespace

ThermalPlant::ThermalPlant(Celsius ambient) noexcept : ambient_{ambient} {
    state_.chip = state_.vrm = state_.board = ambient;
    state_.input_voltage = Volts{supply_v};
}

void ThermalPlant::step(const PlantInputs& inputs) noexcept {
    electric(inputs);
    spin(inputs);
    heat();
}

void ThermalPlant::electric(const PlantInputs& inputs) noexcept {
    constexpr double lowest_rail_v = 0.1;
    state_.chip_power = Watts{chip_watts(inputs, state_.chip.value)};
    const bool has_rail = inputs.rail.value > lowest_rail_v;
    state_.core_current = Amperes{has_rail ? state_.chip_power.value / inputs.rail.value : 0.0};
    const double fan = state_.fan_rpm / full_rpm;
    const double regulator = has_rail ? state_.chip_power.value / regulator_efficiency + regulator_idle_w : 0.0;
    state_.input_power = Watts{regulator + board_w + fan_full_w * fan * fan * fan};
    const double open_voltage = inputs.is_supply_sagging ? sagging_supply_v : supply_v;
    state_.input_voltage = Volts{open_voltage - source_ohm * state_.input_power.value / open_voltage};
}

void ThermalPlant::spin(const PlantInputs& inputs) noexcept {
    const double duty = inputs.fan_duty.value;
    const bool turns = !inputs.is_fan_stalled && duty >= fan_start_duty;
    const double wanted = turns ? full_rpm * duty / 100.0 : 0.0;
    state_.fan_rpm += (wanted - state_.fan_rpm) * step_seconds / fan_seconds;
    constexpr double standstill_rpm = 60.0;
    if (!turns && state_.fan_rpm < standstill_rpm) state_.fan_rpm = 0.0;
}

void ThermalPlant::heat() noexcept {
    const auto warm = [](Celsius& node, double watts, double j_per_k) { node.value += watts * step_seconds / j_per_k; };
    // Thermal resistance to the air: `best` in a full stream, `best + more` in still air.
    const double stillness = std::exp(-state_.fan_rpm / 1500.0), air = ambient_.value;
    const auto resistance = [&](double best, double more) { return best + more * stillness; };
    const double chip = state_.chip.value, vrm = state_.vrm.value, board = state_.board.value;
    const double vrm_loss = state_.chip_power.value * (1.0 / regulator_efficiency - 1.0);
    const double to_board = (chip - board) * chip_to_board_w_per_k;
    warm(state_.chip, state_.chip_power.value - to_board - (chip - air) / resistance(1.3, 4.2), chip_j_per_k);
    warm(state_.vrm, vrm_loss - (vrm - air) / resistance(8.0, 16.0), vrm_j_per_k);
    warm(state_.board, to_board - (board - air) * board_to_air_w_per_k, board_j_per_k);
}

}  // namespace adit::boards::virtual_device
