// A clock that moves only when told to: tests and the simulator.
#pragma once

#include "hal/clock.hpp"

namespace adit::hal {

class VirtualClock final : public Clock {
public:
    explicit VirtualClock(Instant start = Instant{}) noexcept : now_{start} {}

    /// The same as of any clock, for those who know which one they have.
    [[nodiscard]] Instant now() const noexcept { return now_; }

    void advance(Duration by) noexcept { now_ += by; }
    /// Moves to `when`; a time in the past is ignored (time never runs backwards).
    void advance_to(Instant when) noexcept {
        if (when > now_) now_ = when;
    }

private:
    [[nodiscard]] Instant do_now() const noexcept override { return now_; }
    Instant now_;
};

}  // namespace adit::hal
