// An output line behind a bitaxe-raw bridge, e.g. the chain's reset (line 0; low = reset asserted).
#pragma once

#include "hal/bridge/control_port.hpp"
#include "hal/gpio.hpp"

namespace adit::hal::bridge {

class BridgePin final : public OutputPin {
public:
    /// `line` is the bridge's logical number. `port` must outlive the pin.
    BridgePin(ControlPort& port, std::uint8_t line) noexcept : port_{port}, line_{line} {}

private:
    Expected<void, PinError> do_set(Level level) override;
    Expected<Level, PinError> do_get() override;
    Expected<Level, PinError> transact(Request request);

    ControlPort& port_;
    std::uint8_t line_;
};

}  // namespace adit::hal::bridge
