// See board_thread.hpp.
#include "boards/host/board_thread.hpp"

#include <chrono>

#include "hal/linux/thread_niceness.hpp"

namespace adit::boards {

using namespace std::chrono_literals;

namespace {

constexpr Duration stop_limit = 2s;
constexpr Duration publish_interval = 50ms;
/// A line that hung up is always readable: without this pause the thread would spin.
constexpr std::chrono::milliseconds lost_line_pause{20};

}  // namespace

BoardThread::BoardThread(std::unique_ptr<Runner> runner, hal::Serial& line, hal::Wake& wake, const hal::Clock& clock)
    : runner_{std::move(runner)}, line_{line}, wake_{wake}, clock_{clock}, thread_{[this] { run(); }} {}

BoardThread::~BoardThread() {
    request_stop();
    join();
}

void BoardThread::request_stop() noexcept {
    stop_requested_ = true;
    wake_.notify();
}

void BoardThread::join() noexcept {
    if (thread_.joinable()) thread_.join();
}

/// True when a requested stop is complete, or took too long. Begins the stop on the first call after the request.
bool BoardThread::is_finished(Instant& stop_deadline) {
    if (!stop_requested_) return false;
    if (stop_deadline == Instant::max()) {
        runner_->request_stop();
        stop_deadline = clock_.now() + stop_limit;
        return false;
    }
    const bool is_settled = runner_->is_off() && !safety::is_energised(runner_->state());
    return is_settled || clock_.now() >= stop_deadline;
}

void BoardThread::run() {
    (void)hal::set_thread_niceness(hal::board_niceness);
    Instant stop_deadline = Instant::max();
    Instant next_publish{};
    runner_->request_start();
    while (!is_finished(stop_deadline)) {
        const Instant deadline = runner_->step();
        if (clock_.now() >= next_publish) {
            status_.publish(runner_->status());
            next_publish = clock_.now() + publish_interval;
        }
        if (deadline > clock_.now() && line_.wait(deadline, wake_) == hal::WaitResult::disconnected)
            std::this_thread::sleep_for(lost_line_pause);
    }
    runner_->sign_off();
    status_.publish(runner_->status());
}

}  // namespace adit::boards
