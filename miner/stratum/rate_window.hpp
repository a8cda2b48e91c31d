// At most N of something within a sliding span of time. Fixed memory.
#pragma once

#include <array>
#include <cstddef>

#include "hal/clock.hpp"

namespace adit::miner::stratum {

template <std::size_t most>
class RateWindow {
public:
    constexpr explicit RateWindow(Duration span) noexcept : span_{span} {}

    /// True, and counted, unless `most` were admitted less than `span` ago. Time must not run backwards.
    [[nodiscard]] constexpr bool admit(Instant now) noexcept {
        if (count_ == most && now - times_[next_] < span_) return false;
        times_[next_] = now;
        next_ = (next_ + 1) % most;
        if (count_ < most) ++count_;
        return true;
    }

private:
    Duration span_;
    std::array<Instant, most> times_{};
    std::size_t next_ = 0;  // oldest once full
    std::size_t count_ = 0;
};

}  // namespace adit::miner::stratum
