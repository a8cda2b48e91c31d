// Credited work over the last 30 seconds, in one-second buckets: what the Supervisor takes for the verified rate.
#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>

#include "hal/clock.hpp"
#include "hal/units.hpp"

namespace adit::boards {

class CreditWindow {
public:
    void restart(Instant now) noexcept {
        buckets_ = {};
        start_ = now;
        second_ = 0;
    }
    /// `hashes` of verified work at `now`.
    void add(double hashes, Instant now) noexcept {
        advance(now);
        buckets_[index(second_)] += hashes;
    }
    [[nodiscard]] HashesPerSecond rate(Instant now) const noexcept {
        const std::int64_t present = seconds_since_start(now);
        const std::int64_t first = std::max<std::int64_t>(0, present - size + 1);
        double sum = 0;
        std::size_t bucket = index(first);
        for (std::int64_t s = first; s <= std::min(present, second_); ++s) {
            sum += buckets_[bucket];
            if (++bucket == buckets_.size()) bucket = 0;
        }
        const double span = std::chrono::duration<double>(now - start_).count();
        return {sum / std::clamp(span, 1.0, static_cast<double>(size))};
    }

private:
    static constexpr std::int64_t size = 30;

    [[nodiscard]] static std::size_t index(std::int64_t second) noexcept {
        return static_cast<std::size_t>(second % size);
    }
    [[nodiscard]] std::int64_t seconds_since_start(Instant now) const noexcept {
        return std::max<std::int64_t>(0, std::chrono::duration_cast<std::chrono::seconds>(now - start_).count());
    }
    void advance(Instant now) noexcept {
        const std::int64_t present = seconds_since_start(now);
        for (std::int64_t s = std::max(second_ + 1, present - size + 1); s <= present; ++s) buckets_[index(s)] = 0;
        second_ = std::max(second_, present);
    }

    std::array<double, size> buckets_{};
    Instant start_{};
    std::int64_t second_ = 0;  ///< newest bucket, counted from `start_`
};

}  // namespace adit::boards
