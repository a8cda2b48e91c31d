// See daemon.hpp.
#include "boards/safeoff/daemon.hpp"

#include <cerrno>
#include <chrono>
#include <csignal>
#include <thread>

#include "boards/safeoff/state_path.hpp"

namespace adit::boards::safeoff {

namespace {

using namespace std::chrono_literals;

constexpr Duration orderly_stop = 3s;  // its own limit is 2 s
constexpr Duration death = 2s;
constexpr std::chrono::milliseconds look_again{10};

/// Sends `signal` to whoever holds the lock, as long as that is the same process; true once nobody does.
bool end_holder(const std::string& directory, int signal, Duration patience, const hal::Clock& clock) {
    const Instant limit = clock.now() + patience;
    pid_t told = 0;
    while (const auto holder = lock_holder(directory)) {
        if (clock.now() >= limit || *holder <= 0) return false;
        if (*holder != told && ::kill(*holder, signal) != 0 && errno != ESRCH) return false;
        told = *holder;
        std::this_thread::sleep_for(look_again);
    }
    return true;
}

}  // namespace

DaemonEnd end_daemon(const std::string& directory, const hal::Clock& clock) {
    if (!lock_holder(directory)) return DaemonEnd::none;
    if (end_holder(directory, SIGTERM, orderly_stop, clock)) return DaemonEnd::stopped;
    return end_holder(directory, SIGKILL, death, clock) ? DaemonEnd::killed : DaemonEnd::alive;
}

}  // namespace adit::boards::safeoff
