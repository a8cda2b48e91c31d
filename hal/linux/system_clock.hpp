// CLOCK_MONOTONIC: the clock of everything that runs outside tests and simulator.
#pragma once

#include "hal/clock.hpp"

namespace adit::hal {

class SystemClock final : public Clock {
private:
    [[nodiscard]] Instant do_now() const noexcept override {
        return Instant{std::chrono::duration_cast<Duration>(std::chrono::steady_clock::now().time_since_epoch())};
    }
};

}  // namespace adit::hal
