// HZ-29 on boards behind a bridge: the frequency command makes its firmware set the I2C bus up again.
#pragma once

#include "boards/runtime/bus_recovery.hpp"
#include "hal/bridge/bridge_i2c.hpp"

namespace adit::boards {

class BridgeRecovery final : public BusRecovery {
public:
    /// `bus` must outlive this.
    BridgeRecovery(hal::bridge::BridgeI2cBus& bus, std::uint32_t hertz) noexcept : bus_{bus}, hertz_{hertz} {}

private:
    bool do_recover() override { return bus_.set_frequency(hertz_).has_value(); }

    hal::bridge::BridgeI2cBus& bus_;
    std::uint32_t hertz_;
};

}  // namespace adit::boards
