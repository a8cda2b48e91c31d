// How often an engine is checked while it hashes (HZ-31): one group of a thousand, less often where that would cost
// more than a hundredth of the time.
#pragma once

#include <algorithm>
#include <cstdint>

#include "hal/clock.hpp"

namespace adit::boards::cpu {

class CheckPace {
public:
    static constexpr std::uint64_t groups_per_check = 1000;
    static constexpr int time_per_check = 100;  ///< scan for so many times what a check takes

    /// `groups` were scanned in `time`.
    void scanned(std::uint64_t groups, Duration time) noexcept {
        groups_ += groups;
        time_ += time;
    }
    [[nodiscard]] bool is_due() const noexcept {
        return groups_ >= groups_per_check && (!is_cost_known_ || time_ >= cost_ * time_per_check);
    }
    /// A check was made and took `cost`. The least ever counts: a check that was interrupted says nothing.
    void checked(Duration cost) noexcept {
        cost_ = is_cost_known_ ? std::min(cost_, cost) : cost;
        is_cost_known_ = true;
        groups_ = 0;
        time_ = Duration::zero();
    }

private:
    std::uint64_t groups_ = 0;
    Duration time_{}, cost_{};
    bool is_cost_known_ = false;
};

}  // namespace adit::boards::cpu
