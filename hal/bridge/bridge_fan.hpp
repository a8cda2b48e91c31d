// The fan behind a Bonanza or BIRDS bridge: its duty and, where the firmware can tell in time, its speed.
#pragma once

#include "hal/bridge/control_port.hpp"
#include "hal/units.hpp"

namespace adit::hal::bridge {

class BridgeFan {
public:
    /// `port` must outlive the fan.
    explicit BridgeFan(ControlPort& port) noexcept : port_{port} {}

    /// Sets the duty, 0..100. Blocks at most 100 ms. Errors: all of `ControlError`; `io`: not confirmed.
    [[nodiscard]] Expected<void, ControlError> set(Percent duty);
    /// Errors: all of `ControlError`; `timeout` on firmware that counts pulses before it answers, see pages.hpp.
    [[nodiscard]] Expected<Rpm, ControlError> read_speed();

private:
    ControlPort& port_;
};

}  // namespace adit::hal::bridge
