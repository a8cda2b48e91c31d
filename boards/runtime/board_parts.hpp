// A board's small parts as the Runner needs them: where each temperature, fan and meter is, and how a part is made
// ready. References and spans only: whoever composes the board places the parts, on a heap or not.
#pragma once

#include <cstdint>
#include <span>

#include "boards/definition/board_definition.hpp"
#include "driver/peripheral/fan_controller.hpp"
#include "driver/peripheral/power_meter.hpp"
#include "driver/peripheral/regulator.hpp"
#include "driver/peripheral/temperature_sensor.hpp"

namespace adit::boards {

/// One part, from power-on to where its readings count.
class Preparation {
public:
    virtual ~Preparation() = default;
    /// Is it the right part? Then configures it; may be repeated. At most 14 transfers. Errors: `wrong_part`,
    /// `mismatch`, `out_of_range`, those of the bus.
    [[nodiscard]] driver::peripheral::Result<void> prepare() { return do_prepare(); }

protected:
    Preparation() = default;
    Preparation(const Preparation&) = default;
    Preparation& operator=(const Preparation&) = default;

private:
    virtual driver::peripheral::Result<void> do_prepare() = 0;
};

/// One temperature and what it tells about.
struct SensorPlace {
    Measures measures{};
    driver::peripheral::TemperatureSensor* part{};
    std::uint8_t input{};
    driver::peripheral::TemperatureCorrection correction{};
};

struct FanPlace {
    driver::peripheral::FanController* part{};
    std::uint8_t channel{};
};

/// What is on the board beside chips and regulator. Pointers are never null but for the meter's.
struct BoardInstruments {
    std::span<Preparation* const> preparations{};
    std::span<const SensorPlace> sensors{};
    std::span<const FanPlace> fans{};
    driver::peripheral::PowerMeter* meter = nullptr;  ///< of the board's input; none: power is estimated from the rail
};

}  // namespace adit::boards
