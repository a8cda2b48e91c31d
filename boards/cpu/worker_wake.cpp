#include "boards/cpu/worker_wake.hpp"

#include <utility>

namespace adit::boards::cpu {

std::uint64_t WorkerWake::count() const noexcept {
    const std::lock_guard lock{mutex_};
    return count_;
}

void WorkerWake::wait(std::uint64_t seen, Duration most) noexcept {
    std::unique_lock lock{mutex_};
    changed_.wait_for(lock, most, [this, seen] { return count_ != seen; });
}

void WorkerWake::do_notify() noexcept {
    {
        const std::lock_guard lock{mutex_};
        ++count_;
    }
    changed_.notify_all();
}

bool WorkerWake::do_take() noexcept {
    const std::lock_guard lock{mutex_};
    return std::exchange(taken_, count_) != count_;
}

}  // namespace adit::boards::cpu
