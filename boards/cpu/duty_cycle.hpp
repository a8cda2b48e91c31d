// Keeps a thread busy for a share of the time: hash for a while, rest in proportion. Also sizes slices, because both
// live by the time a slice took.
#pragma once

#include <algorithm>
#include <cstdint>

#include "hal/clock.hpp"
#include "hal/units.hpp"

namespace adit::boards::cpu {

class DutyCycle {
public:
    explicit DutyCycle(Percent duty) noexcept : duty_{std::clamp(duty.value, 1, 100)} {}

    /// The thread hashed for `time`. Returns how long it should rest now; zero until a rest is worth its while.
    [[nodiscard]] Duration worked(Duration time) noexcept {
        busy_ += time;
        if (duty_ == 100 || busy_ < busy_stretch) return Duration::zero();
        const Duration rest = busy_ * (100 - duty_) / duty_;
        busy_ = Duration::zero();
        return rest;
    }

private:
    static constexpr Duration busy_stretch = std::chrono::milliseconds{5};

    std::int32_t duty_;
    Duration busy_{};
};

/// Nonces per slice such that one takes about half a millisecond: void work is dropped within one (HZ-40).
class SliceSizer {
public:
    static constexpr Duration aim = std::chrono::microseconds{500};
    static constexpr std::uint64_t least = 16, most = 1U << 24U;

    [[nodiscard]] std::uint64_t nonces() const noexcept { return nonces_; }

    /// A slice of `done` nonces took `time`: at most halves or doubles the next one.
    void took(std::uint64_t done, Duration time) noexcept {
        if (done == 0) return;
        const auto per_nonce = std::max(static_cast<double>(time.count()) / static_cast<double>(done), 1e-3);
        const auto fitting = static_cast<std::uint64_t>(static_cast<double>(aim.count()) / per_nonce);
        nonces_ = std::clamp(std::clamp(fitting, nonces_ / 2, nonces_ * 2), least, most);
    }

private:
    std::uint64_t nonces_ = 64;  ///< a fifth of the aim at 16 versions and 1 MH/s
};

}  // namespace adit::boards::cpu
