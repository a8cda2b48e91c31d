// See stop_signal.hpp.
#include "miner/cli/stop_signal.hpp"

#include <algorithm>
#include <csignal>

namespace adit::miner::cli {

namespace {

sigset_t stop_signals() {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    return set;
}

}  // namespace

void block_stop_signals() {
    const sigset_t set = stop_signals();
    ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

int await_stop_signal(Duration patience) {
    const sigset_t set = stop_signals();
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(patience);
    const timespec time{.tv_sec = seconds.count(), .tv_nsec = (patience - seconds).count()};
    return std::max(0, ::sigtimedwait(&set, nullptr, &time));
}

}  // namespace adit::miner::cli
