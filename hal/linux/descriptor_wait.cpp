// See descriptor_wait.hpp.
#include "hal/linux/descriptor_wait.hpp"

#include <poll.h>
#include <sys/ioctl.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <ctime>
#include <optional>

namespace adit::hal {
namespace {

/// Longest single sleep: keeps far deadlines (Instant::max) within what the kernel takes.
constexpr Duration longest_sleep = std::chrono::hours{1};

timespec to_timespec(Duration duration) noexcept {
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(duration);
    timespec result{};
    result.tv_sec = static_cast<std::time_t>(seconds.count());
    result.tv_nsec = static_cast<long>((duration - seconds).count());
    return result;
}

Duration time_left(Instant deadline, Instant now) noexcept {
    if (deadline <= now) return Duration::zero();
    // Compared as instants: the difference to a far deadline may not fit.
    return deadline >= now + longest_sleep ? longest_sleep : deadline - now;
}

bool has_unread_bytes(int descriptor) noexcept {
    int count = 0;
    return ::ioctl(descriptor, FIONREAD, &count) == 0 && count > 0;
}

/// What the poll result says about the port, if anything.
std::optional<WaitResult> judge(int descriptor, short events) noexcept {
    if ((events & (POLLHUP | POLLERR | POLLNVAL)) != 0) {
        return has_unread_bytes(descriptor) ? WaitResult::readable : WaitResult::disconnected;
    }
    if ((events & POLLIN) != 0) return WaitResult::readable;
    return std::nullopt;
}

}  // namespace

WaitResult wait_on(int descriptor, Instant deadline, const Clock& clock, Wake& wake) {
    std::array<pollfd, 2> polled{{{descriptor, POLLIN, 0}, {wake.descriptor(), POLLIN, 0}}};
    while (true) {
        if (wake.take()) return WaitResult::woken;
        const timespec sleep = to_timespec(time_left(deadline, clock.now()));
        const int ready = ::ppoll(polled.data(), polled.size(), &sleep, nullptr);
        if (ready < 0 && errno != EINTR) return WaitResult::disconnected;
        if (ready > 0) {
            if (wake.take()) return WaitResult::woken;
            if (const auto result = judge(descriptor, polled[0].revents)) return *result;
        }
        if (ready <= 0 && clock.now() >= deadline) return WaitResult::deadline;
    }
}

}  // namespace adit::hal
