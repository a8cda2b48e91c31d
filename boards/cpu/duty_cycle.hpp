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
    explicit DutyCycle(Percent duty) noexcept { set(duty); }

    void set(Percent duty) noexcept { duty_ = std::clamp(duty.value, 1, 100); }

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

    std::int32_t duty_ = 100;
    Duration busy_{};
};

/// Hashes per slice such that one takes about half a millisecond: void work is dropped within one (HZ-40). In hashes
/// and not in nonces, because the number of versions changes from one pool to the next.
class SliceSizer {
public:
    static constexpr Duration aim = std::chrono::microseconds{500};

    /// Nonces of the next slice: whole groups, at least one.
    [[nodiscard]] std::uint64_t nonces(std::uint32_t group_nonces, std::uint32_t versions) const noexcept {
        const std::uint64_t group_hashes = std::uint64_t{group_nonces} * versions;
        return std::max<std::uint64_t>(hashes_ / group_hashes, 1) * group_nonces;
    }

    /// A slice of `hashes` took `time`: at most halves or doubles the next one.
    void took(std::uint64_t hashes, Duration time) noexcept {
        if (hashes == 0) return;
        const auto per_hash = std::max(static_cast<double>(time.count()) / static_cast<double>(hashes), 1e-3);
        const auto fitting = static_cast<std::uint64_t>(static_cast<double>(aim.count()) / per_hash);
        hashes_ = std::clamp(std::clamp(fitting, hashes_ / 2, hashes_ * 2), least, most);
    }

private:
    static constexpr std::uint64_t first = 1024;  ///< a millisecond at 1 MH/s
    static constexpr std::uint64_t least = 16, most = std::uint64_t{1} << 28U;

    std::uint64_t hashes_ = first;
};

}  // namespace adit::boards::cpu
