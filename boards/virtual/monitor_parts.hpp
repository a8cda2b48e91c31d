// The parts that measure temperatures and drive fans, behind one interface: what the board's world shows them, and what
// they do to its fans.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "boards/definition/board_definition.hpp"
#include "boards/virtual/diode_state.hpp"
#include "boards/virtual/i2c_part.hpp"
#include "hal/units.hpp"

namespace adit::boards::virtual_device {

class MonitorPart {
public:
    virtual ~MonitorPart() = default;
    MonitorPart(const MonitorPart&) = delete;
    MonitorPart& operator=(const MonitorPart&) = delete;

    [[nodiscard]] virtual I2cPart& part() noexcept = 0;
    /// One of its inputs. `state` is of a diode; a sensor of another kind cannot be open.
    virtual void set_temperature(SensorPart input, DiodeState state, Celsius temperature) = 0;
    virtual void set_fan(std::size_t /*channel*/, Rpm /*speed*/) {}
    /// 0..1.
    [[nodiscard]] virtual double duty(std::size_t /*channel*/) const noexcept { return 0.0; }

protected:
    MonitorPart() = default;
};

[[nodiscard]] std::unique_ptr<MonitorPart> make_monitor(SensorPart sensor, std::uint64_t seed);
[[nodiscard]] std::unique_ptr<MonitorPart> make_monitor(FanPart fan, std::uint64_t seed);

/// Does a sensor read a diode on the die?
[[nodiscard]] constexpr bool is_diode(SensorPart sensor) noexcept {
    return sensor == SensorPart::emc2101_external || sensor == SensorPart::emc2103_external1 ||
           sensor == SensorPart::emc2103_external2;
}

/// The register with the sensor's upper byte: whole degrees, signed.
[[nodiscard]] constexpr std::uint8_t degrees_register(SensorPart sensor) noexcept {
    switch (sensor) {
        case SensorPart::emc2101_external:
            return 0x01;
        case SensorPart::emc2103_external1:
            return 0x02;
        case SensorPart::emc2103_external2:
            return 0x04;
        case SensorPart::emc2101_internal:
        case SensorPart::emc2103_internal:
        case SensorPart::tmp1075:
            break;
    }
    return 0x00;
}

}  // namespace adit::boards::virtual_device
