// What the parts are shown is what they feel: where they sit, less their offset, with their faults on top.
#include "boards/virtual/board_monitors.hpp"

#include <algorithm>
#include <utility>

namespace adit::boards::virtual_device {

namespace {

constexpr Celsius broken{-60.0}, negative{-20.0};

/// Sum of three even draws: mean 0, deviation 1, never beyond 3.
double bell(SeededRandom& random) noexcept {
    constexpr double steps = 4294967296.0;
    double sum = 0.0;
    for (int i = 0; i < 3; ++i) sum += random.next32() / steps;
    return 2.0 * (sum - 1.5);
}

DiodeState with_faults(DiodeState die, const FaultPlan& faults) noexcept {
    if (faults.has(Fault::temp_open)) return DiodeState::open;
    return faults.has(Fault::temp_short) ? DiodeState::shorted : die;
}

}  // namespace

BoardMonitors::BoardMonitors(const BoardDefinition& board, std::uint64_t seed)
    : seed_{seed}, random_{seed, 0x6d6f6e69746f72} {
    for (const Sensor& sensor : board.sensors)
        sensors_.push_back({sensor, place(sensor.address, sensor.part), Celsius{}});
    for (const Fan& fan : board.fans)
        if (fans_.size() < most_fans) fans_.push_back({fan.channel, place(fan.address, fan.part)});
    if (!board.power_meter) return;
    meter_.emplace();
    meter_address_ = board.power_meter->address;
}

template <class Kind>
MonitorPart* BoardMonitors::place(std::uint8_t address, Kind kind) {
    const auto found = std::ranges::find(parts_, address, &Placed::address);
    if (found != parts_.end()) return found->monitor.get();
    return parts_.emplace_back(Placed{address, make_monitor(kind, seed_)}).monitor.get();
}

void BoardMonitors::attach(std::span<I2cPart*, 128> bus) {
    const auto solder = [&](std::uint8_t address, I2cPart& part) {
        if (address < bus.size() && bus[address] == nullptr) bus[address] = &part;
    };
    for (Placed& placed : parts_) solder(placed.address, placed.monitor->part());
    if (meter_) solder(meter_address_, *meter_);
}

Celsius BoardMonitors::felt(const SensorPlace& place, const PlantState& plant, const FaultPlan& faults) {
    const bool is_chip = place.sensor.measures == Measures::chip;
    Celsius there = place.sensor.measures == Measures::board ? plant.board : plant.vrm;
    if (is_chip) there = faults.has(Fault::temp_detached) ? plant.air : plant.chip;
    there = there - place.sensor.offset;
    if (!is_chip) return there;
    const bool is_dead = faults.has(Fault::temp_open) || faults.has(Fault::temp_short);
    if (is_dead && !is_diode(place.sensor.part)) return broken;
    if (faults.has(Fault::temp_negative)) return negative;
    if (faults.has(Fault::temp_stuck)) return place.shown;
    there.value += drift_;
    if (faults.has(Fault::temp_noise)) there.value += faults.level(Fault::temp_noise) * bell(random_);
    return there;
}

void BoardMonitors::show_sensor(const SensorPlace& place, DiodeState die, const FaultPlan& faults) {
    const DiodeState state = is_diode(place.sensor.part) ? with_faults(die, faults) : DiodeState::good;
    place.monitor->set_temperature(place.sensor.part, state, place.shown);
}

void BoardMonitors::show_diodes(DiodeState die, const FaultPlan& faults) {
    for (const SensorPlace& place : sensors_)
        if (is_diode(place.sensor.part)) show_sensor(place, die, faults);
}

void BoardMonitors::show_fan(std::size_t index, double rpm, const FaultPlan& faults) {
    if (faults.level(Fault::tach_half, index) > 0.0) rpm /= 2.0;
    if (faults.level(Fault::tach_double, index) > 0.0) rpm *= 2.0;
    if (random_.happens(faults.level(Fault::tach_glitch, index))) rpm = 0.0;
    const std::size_t seen_by = faults.has(Fault::fan_swapped) ? fans_.size() - 1 - index : index;
    fans_[seen_by].monitor->set_fan(fans_[seen_by].channel, Rpm{static_cast<std::uint32_t>(rpm)});
}

void BoardMonitors::show(const PlantState& plant, DiodeState die, const FaultPlan& faults, Duration step) {
    const double drift = faults.level(Fault::temp_drift);
    drift_ = drift > 0.0 ? drift_ + drift * std::chrono::duration<double>(step).count() : 0.0;
    for (SensorPlace& place : sensors_) {
        place.shown = felt(place, plant, faults);
        show_sensor(place, die, faults);
    }
    for (std::size_t i = 0; i < fans_.size(); ++i) show_fan(i, plant.fan_rpm[i], faults);
    if (meter_) meter_->set_load(plant.input_voltage, plant.input_current);
}

std::array<double, most_fans> BoardMonitors::duties(const FaultPlan& faults) const noexcept {
    std::array<double, most_fans> all{};
    for (std::size_t i = 0; i < fans_.size(); ++i) all[i] = duty(i, faults);
    return all;
}

double BoardMonitors::duty(std::size_t fan, const FaultPlan& faults) const noexcept {
    if (fan >= fans_.size()) return 0.0;
    const FanPlace& driven_by = fans_[faults.has(Fault::fan_swapped) ? fans_.size() - 1 - fan : fan];
    return driven_by.monitor->duty(driven_by.channel);
}

bool BoardMonitors::is_chip_sensor(std::uint8_t address, std::uint8_t register_number) const noexcept {
    return std::ranges::any_of(sensors_, [&](const SensorPlace& place) {
        return place.sensor.measures == Measures::chip && place.sensor.address == address &&
               degrees_register(place.sensor.part) == register_number;
    });
}

}  // namespace adit::boards::virtual_device
