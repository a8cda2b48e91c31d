#include "boards/cpu/thread_niceness.hpp"

#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace adit::boards::cpu {

// On Linux PRIO_PROCESS with a thread id changes that thread only (setpriority(2), "C library/kernel differences").
bool be_nice() noexcept {
    constexpr int niceness = 10;
    const auto thread = static_cast<id_t>(syscall(SYS_gettid));
    return setpriority(PRIO_PROCESS, thread, niceness) == 0;
}

}  // namespace adit::boards::cpu
