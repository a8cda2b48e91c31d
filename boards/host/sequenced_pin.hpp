// Two lines as one: the supply of the chips' I/O has to stand before their core gets power, and to outlast it.
#pragma once

#include "hal/gpio.hpp"

namespace adit::boards {

/// Follows `core`; drives `io` along, first on the way up and last on the way down.
class SequencedPin final : public hal::OutputPin {
public:
    struct Line {
        hal::OutputPin& pin;
        hal::Level on;
    };
    /// The pins must outlive this.
    SequencedPin(const Line& io, const Line& core) noexcept : io_{io}, core_{core} {}

private:
    Expected<void, hal::PinError> do_set(hal::Level level) override {
        const bool is_on = level == core_.on;
        const hal::Level io = is_on == (io_.on == hal::Level::high) ? hal::Level::high : hal::Level::low;
        if (is_on)
            if (auto done = io_.pin.set(io); !done) return done;
        // Off: the core's line counts, whatever becomes of the other.
        auto done = core_.pin.set(level);
        if (!is_on && done) done = io_.pin.set(io);
        return done;
    }
    Expected<hal::Level, hal::PinError> do_get() override { return core_.pin.get(); }

    Line io_, core_;
};

}  // namespace adit::boards
