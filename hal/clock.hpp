// Time as an argument. `Instant` is a point on a monotonic time line whose zero means nothing; it has no now(),
// so that code which needs the time must be handed a `Clock` or the instant itself.
#pragma once

#include <chrono>

namespace adit {

using Duration = std::chrono::nanoseconds;

/// The time line of `Instant`. Deliberately not a chrono clock: it cannot be asked for the time.
struct MonotonicTimeLine {
    using rep = Duration::rep;
    using period = Duration::period;
    using duration = Duration;
    static constexpr bool is_steady = true;
};
using Instant = std::chrono::time_point<MonotonicTimeLine, Duration>;

}  // namespace adit

namespace adit::hal {

/// Tells the monotonic time. Implementations: `linux/system_clock.hpp`, `virtual_clock.hpp`.
class Clock {
public:
    virtual ~Clock() = default;
    [[nodiscard]] Instant now() const noexcept { return do_now(); }

protected:
    Clock() = default;
    Clock(const Clock&) = default;
    Clock& operator=(const Clock&) = default;

private:
    [[nodiscard]] virtual Instant do_now() const noexcept = 0;
};

}  // namespace adit::hal
