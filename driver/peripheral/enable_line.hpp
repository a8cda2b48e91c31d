// The pin that switches a regulator without a command for it, with its polarity. The pin may hang on the bridge
// (hal/gpio.hpp) or on an expander (fxl6408.hpp).
#pragma once

#include "driver/peripheral/result.hpp"
#include "hal/gpio.hpp"

namespace adit::driver::peripheral {

class EnableLine {
public:
    /// The pin must outlive this. `on` is the level that switches the output on.
    EnableLine(hal::OutputPin& pin, hal::Level on) noexcept : pin_{&pin}, on_{on} {}

    /// Each sets the pin and reads it back. Errors: `timeout`, `disconnected`, `bus`, `unsupported` (no such line),
    /// `mismatch` (the line does not follow).
    [[nodiscard]] Result<void> switch_on() { return drive(on_); }
    [[nodiscard]] Result<void> switch_off() {
        return drive(on_ == hal::Level::high ? hal::Level::low : hal::Level::high);
    }
    [[nodiscard]] Result<bool> is_on();

private:
    [[nodiscard]] Result<void> drive(hal::Level level);

    hal::OutputPin* pin_;
    hal::Level on_;
};

}  // namespace adit::driver::peripheral
