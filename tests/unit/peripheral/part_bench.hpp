// A bus with emulated parts for the drivers: claims handles, and takes errors apart.
#pragma once

#include <utility>

#include "boards/virtual/part_bus.hpp"
#include "hal/gpio.hpp"
#include "hal/virtual_clock.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/peripheral/register_bus.hpp"

namespace adit::test {

struct PartBench {
    hal::I2cDevice device(std::uint8_t address) {
        auto claimed = bus.claim(address);
        REQUIRE(claimed);
        return std::move(*claimed);
    }

    hal::VirtualClock clock;
    boards::virtual_device::PartBus bus{clock};
};

/// A pin that switches an emulated part by its `set_enabled`, remembers its level, and can fail.
template <class Part>
class SwitchPin final : public hal::OutputPin {
public:
    /// `on`: the level that enables the part. The pin starts on the other.
    SwitchPin(Part& part, hal::Level on) : part_{part}, on_{on} {
        level_ = on == hal::Level::high ? hal::Level::low : hal::Level::high;
    }

    bool is_stuck = false;  ///< takes every level and keeps its own
    std::optional<hal::PinError> fault;

    [[nodiscard]] hal::Level level() const { return level_; }

private:
    Expected<void, hal::PinError> do_set(hal::Level level) override {
        if (fault) return failure(hal::PinError{*fault});
        if (is_stuck) return {};
        level_ = level;
        part_.set_enabled(level == on_);
        return {};
    }
    Expected<hal::Level, hal::PinError> do_get() override {
        if (fault) return failure(hal::PinError{*fault});
        return level_;
    }

    Part& part_;
    hal::Level on_, level_;
};

}  // namespace adit::test
