// How many groups of candidates are due: counted from an anchor, so that how often one asks changes nothing.
#pragma once

#include <cmath>
#include <cstdint>

#include "hal/clock.hpp"

namespace adit::boards::virtual_device {

class WorkPace {
public:
    /// `phase` [0, 1): this part of the first group counts as done, so that chips do not run in step.
    explicit WorkPace(double phase = 0.0) noexcept : phase_{phase} {}

    /// From `time` on so many groups a nanosecond; the part of a group already done is kept.
    void set_rate(double per_nanosecond, Duration time) noexcept {
        if (per_nanosecond == per_nanosecond_) return;
        const double part =
            per_nanosecond_ > 0.0 ? elapsed(time) * per_nanosecond_ - static_cast<double>(done_) : phase_;
        per_nanosecond_ = per_nanosecond;
        anchor_ = per_nanosecond > 0.0 ? time - nanoseconds(part / per_nanosecond) : time;
        done_ = 0;
    }
    /// Forgets what is due and begins at `time`.
    void restart(Duration time) noexcept {
        anchor_ = time;
        done_ = 0;
    }
    /// Groups due by `time` and not yet taken.
    [[nodiscard]] std::uint64_t due(Duration time) const noexcept {
        const double all = std::floor(elapsed(time) * per_nanosecond_);
        return all > static_cast<double>(done_) ? static_cast<std::uint64_t>(all) - done_ : 0;
    }
    /// Takes one group; when it was done.
    Duration take() noexcept { return anchor_ + nanoseconds(static_cast<double>(++done_) / per_nanosecond_); }
    /// When the next group is due; `Duration::max()`: never.
    [[nodiscard]] Duration next() const noexcept {
        if (per_nanosecond_ <= 0.0) return Duration::max();
        return anchor_ + nanoseconds(std::ceil(static_cast<double>(done_ + 1) / per_nanosecond_));
    }

private:
    [[nodiscard]] double elapsed(Duration time) const noexcept { return static_cast<double>((time - anchor_).count()); }
    [[nodiscard]] static Duration nanoseconds(double count) noexcept {
        constexpr double longest = 3e17;  // ten years
        return Duration{static_cast<Duration::rep>(count < longest ? count : longest)};
    }

    double phase_;
    double per_nanosecond_ = 0.0;
    Duration anchor_{};
    std::uint64_t done_ = 0;
};

}  // namespace adit::boards::virtual_device
