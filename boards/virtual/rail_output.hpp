// The output of a regulator on its way from one voltage to the next.
#pragma once

#include <algorithm>

#include "boards/virtual/decay.hpp"
#include "hal/clock.hpp"
#include "hal/units.hpp"

namespace adit::boards::virtual_device {

class RailOutput {
public:
    /// From `now` on, or `delay` later, the output makes for `target`.
    void set_target(Volts target, Instant now, Duration delay = {}) noexcept {
        if (target == to_) return;
        from_ = at(now);
        to_ = target;
        begins_ = now + delay;
    }
    [[nodiscard]] Volts at(Instant now) const noexcept {
        if (now >= settled_at()) return to_;
        constexpr double settle_seconds = 0.001;
        const double elapsed = std::max(0.0, std::chrono::duration<double>(now - begins_).count());
        return to_ + (from_ - to_) * decay(elapsed / settle_seconds);
    }
    /// From here on the output is its target.
    [[nodiscard]] Instant settled_at() const noexcept {
        constexpr Duration settling = std::chrono::milliseconds{50};
        return begins_ + settling;
    }

private:
    Volts from_{}, to_{};
    Instant begins_{};
};

}  // namespace adit::boards::virtual_device
