// See event_wake.hpp.
#include "hal/linux/event_wake.hpp"

#include <sys/eventfd.h>

#include <cerrno>
#include <cstdint>
#include <system_error>

namespace adit::hal {

EventWake::EventWake() : event_{::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)} {
    if (!event_.is_open()) throw std::system_error{errno, std::generic_category(), "eventfd"};
}

void EventWake::do_notify() noexcept {
    const std::uint64_t one = 1;
    // Fails only when the counter is full, and then a notification is pending anyway.
    [[maybe_unused]] const auto written = ::write(event_.get(), &one, sizeof one);
}

bool EventWake::do_take() noexcept {
    std::uint64_t count = 0;
    return ::read(event_.get(), &count, sizeof count) == static_cast<ssize_t>(sizeof count);
}

}  // namespace adit::hal
