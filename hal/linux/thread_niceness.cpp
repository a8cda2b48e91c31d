// See thread_niceness.hpp. On Linux PRIO_PROCESS with a thread id changes that thread only (setpriority(2)).
#include "hal/linux/thread_niceness.hpp"

#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace adit::hal {

bool set_thread_niceness(int niceness) noexcept {
    const auto thread = static_cast<id_t>(::syscall(SYS_gettid));
    return ::setpriority(PRIO_PROCESS, thread, niceness) == 0;
}

}  // namespace adit::hal
