// A part that measures a board's supply. Implementation: ina260.hpp. (A regulator measures its own input: see
// regulator.hpp.)
#pragma once

#include "driver/peripheral/result.hpp"
#include "hal/units.hpp"

namespace adit::driver::peripheral {

/// Errors of all: `no_ack`, `timeout`, `bus`, `disconnected`, `implausible`.
class PowerMeter {
public:
    virtual ~PowerMeter() = default;

    [[nodiscard]] Result<Volts> measure_voltage() { return do_measure_voltage(); }
    /// Negative when the current flows back.
    [[nodiscard]] Result<Amperes> measure_current() { return do_measure_current(); }
    [[nodiscard]] Result<Watts> measure_power() { return do_measure_power(); }

protected:
    PowerMeter() = default;
    PowerMeter(PowerMeter&&) = default;
    PowerMeter& operator=(PowerMeter&&) = default;

private:
    virtual Result<Volts> do_measure_voltage() = 0;
    virtual Result<Amperes> do_measure_current() = 0;
    virtual Result<Watts> do_measure_power() = 0;
};

}  // namespace adit::driver::peripheral
