// Wake across threads on Linux: an eventfd, so that poll() sees it beside a serial port. See wake.hpp.
#pragma once

#include "hal/linux/file_descriptor.hpp"
#include "hal/wake.hpp"

namespace adit::hal {

class EventWake final : public Wake {
public:
    /// Throws std::system_error when the process is out of descriptors (broken construction, start-up only).
    EventWake();
    EventWake(const EventWake&) = delete;
    EventWake& operator=(const EventWake&) = delete;

private:
    void do_notify() noexcept override;
    bool do_take() noexcept override;
    [[nodiscard]] int do_descriptor() const noexcept override { return event_.get(); }

    FileDescriptor event_;
};

}  // namespace adit::hal
