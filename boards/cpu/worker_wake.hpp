// How CPU workers wait: for a new job, for the end, or for a time. One notification wakes all of them.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>

#include "hal/clock.hpp"
#include "hal/wake.hpp"

namespace adit::boards::cpu {

class WorkerWake final : public hal::Wake {
public:
    /// How many notifications there were; pass it to `wait` to miss none in between.
    [[nodiscard]] std::uint64_t count() const noexcept;

    /// Waits until there were more than `seen` notifications or `most` has passed.
    void wait(std::uint64_t seen, Duration most) noexcept;

private:
    void do_notify() noexcept override;
    bool do_take() noexcept override;

    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::uint64_t count_ = 0, taken_ = 0;
};

}  // namespace adit::boards::cpu
