#include "miner/bench/thread_clock.hpp"

#include <ctime>

namespace adit::miner::bench {

Instant ThreadClock::do_now() const noexcept {
    timespec time{};
    (void)::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);  // cannot fail for the calling thread
    return Instant{std::chrono::seconds{time.tv_sec} + std::chrono::nanoseconds{time.tv_nsec}};
}

}  // namespace adit::miner::bench
