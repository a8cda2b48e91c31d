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

/// An output pin that remembers its level, and can fail.
class MemoryPin final : public hal::OutputPin {
public:
    hal::Level level = hal::Level::low;
    bool is_stuck = false;  ///< takes every level and keeps its own
    std::optional<hal::PinError> fault;

private:
    Expected<void, hal::PinError> do_set(hal::Level wanted) override {
        if (fault) return failure(hal::PinError{*fault});
        if (!is_stuck) level = wanted;
        return {};
    }
    Expected<hal::Level, hal::PinError> do_get() override {
        if (fault) return failure(hal::PinError{*fault});
        return level;
    }
};

}  // namespace adit::test
