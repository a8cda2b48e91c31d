// See thread_affinity.hpp. A pid of 0 is the calling thread (sched_setaffinity(2)).
#include "hal/linux/thread_affinity.hpp"

#include <sched.h>

namespace adit::hal {

std::vector<int> allowed_processors() {
    std::vector<int> processors;
    cpu_set_t allowed;
    CPU_ZERO(&allowed);
    if (::sched_getaffinity(0, sizeof allowed, &allowed) != 0) return processors;
    for (int processor = 0; processor < CPU_SETSIZE; ++processor)
        if (CPU_ISSET(static_cast<std::size_t>(processor), &allowed)) processors.push_back(processor);
    return processors;
}

bool pin_thread(int processor) noexcept {
    cpu_set_t wanted;
    CPU_ZERO(&wanted);
    CPU_SET(static_cast<std::size_t>(processor), &wanted);
    return ::sched_setaffinity(0, sizeof wanted, &wanted) == 0;
}

}  // namespace adit::hal
