// One or more temperatures behind one part, numbered by constants of the part (`Tmp451::remote`).
// Implementations: emc2101.hpp, emc2103.hpp, tmp75.hpp, tmp451.hpp.
#pragma once

#include <cstdint>

#include "driver/peripheral/result.hpp"
#include "hal/units.hpp"

namespace adit::driver::peripheral {

class TemperatureSensor {
public:
    virtual ~TemperatureSensor() = default;

    [[nodiscard]] std::uint8_t input_count() const noexcept { return do_input_count(); }

    /// The last conversion of that input, uncorrected. Errors: `no_ack`, `timeout`, `bus`, `disconnected`,
    /// `unsupported` (no such input), `diode_open`, `diode_short`, `diode_fault`, `not_ready`, `power_on_value`,
    /// `implausible` (outside what the part can measure): never a number that stands for "unknown" (SA-9).
    [[nodiscard]] Result<Celsius> read_input(std::uint8_t input) {
        if (input >= do_input_count()) return failure(PeripheralError::unsupported);
        return do_read_input(input);
    }

protected:
    TemperatureSensor() = default;
    TemperatureSensor(TemperatureSensor&&) = default;
    TemperatureSensor& operator=(TemperatureSensor&&) = default;

private:
    [[nodiscard]] virtual std::uint8_t do_input_count() const noexcept = 0;
    /// `input` exists.
    virtual Result<Celsius> do_read_input(std::uint8_t input) = 0;
};

/// How a board turns a diode's reading into its chip's temperature: (t - pivot) x gain + pivot + offset.
struct TemperatureCorrection {
    double gain = 1.0;
    Celsius pivot{0.0}, offset{0.0};

    [[nodiscard]] constexpr Celsius apply(Celsius reading) const noexcept {
        return {(reading.value - pivot.value) * gain + pivot.value + offset.value};
    }
    friend constexpr bool operator==(const TemperatureCorrection&, const TemperatureCorrection&) = default;
};

}  // namespace adit::driver::peripheral
