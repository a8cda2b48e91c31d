// Everything on a board that measures: temperature sensors with their offsets and faults, fans and their tachometers,
// the power meter. Placed as the definition says; shown the state of the plant at every step.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "boards/definition/board_definition.hpp"
#include "boards/virtual/faults.hpp"
#include "boards/virtual/ina260_model.hpp"
#include "boards/virtual/monitor_parts.hpp"
#include "boards/virtual/seeded_random.hpp"
#include "boards/virtual/thermal_plant.hpp"

namespace adit::boards::virtual_device {

class BoardMonitors {
public:
    BoardMonitors(const BoardDefinition& board, std::uint64_t seed);

    /// Solders every part to `bus`, by address; a part that is there already keeps its place.
    void attach(std::span<I2cPart*, 128> bus);

    /// `step` of time has passed; `die`: what the diodes' pins see.
    void show(const PlantState& plant, DiodeState die, const FaultPlan& faults, Duration step);
    /// Only the diodes: they were routed, or a chip died.
    void show_diodes(DiodeState die, const FaultPlan& faults);

    /// What the fans are driven with, in the order of the definition, wrong wiring included.
    [[nodiscard]] std::array<double, most_fans> duties(const FaultPlan& faults) const noexcept;
    /// Of one of them; 0 where there is no such fan.
    [[nodiscard]] double duty(std::size_t fan, const FaultPlan& faults) const noexcept;
    /// A sensor of the chips at this address whose temperature is in this register.
    [[nodiscard]] bool is_chip_sensor(std::uint8_t address, std::uint8_t register_number) const noexcept;

private:
    struct Placed {
        std::uint8_t address;
        std::unique_ptr<MonitorPart> monitor;
    };
    struct SensorPlace {
        Sensor sensor;
        MonitorPart* monitor;
        Celsius shown{};
    };
    struct FanPlace {
        std::uint8_t channel;
        MonitorPart* monitor;
    };
    template <class Kind>
    MonitorPart* place(std::uint8_t address, Kind kind);
    [[nodiscard]] Celsius felt(const SensorPlace& place, const PlantState& plant, const FaultPlan& faults);
    void show_sensor(const SensorPlace& place, DiodeState die, const FaultPlan& faults);
    void show_fan(std::size_t index, double rpm, const FaultPlan& faults);

    std::uint64_t seed_;
    SeededRandom random_;
    std::vector<Placed> parts_;
    std::vector<SensorPlace> sensors_;
    std::vector<FanPlace> fans_;
    std::optional<Ina260Model> meter_;
    std::uint8_t meter_address_ = 0;
    double drift_ = 0.0;
};

}  // namespace adit::boards::virtual_device
