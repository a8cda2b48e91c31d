// The loop around a Runner: one thread per board. It alone touches the board; others ask it to stop and read what it
// publishes.
#pragma once

#include <atomic>
#include <memory>
#include <thread>

#include "boards/host/published.hpp"
#include "boards/runtime/runner.hpp"
#include "hal/wake.hpp"

namespace adit::boards {

class BoardThread {
public:
    /// Starts the thread. `line`, `wake` and `clock` are those the Runner works with and must outlive this.
    BoardThread(std::unique_ptr<Runner> runner, hal::Serial& line, hal::Wake& wake, const hal::Clock& clock);
    /// As `stop`, then destroys the Runner, which cuts power whatever happened before.
    ~BoardThread();
    BoardThread(const BoardThread&) = delete;
    BoardThread& operator=(const BoardThread&) = delete;

    /// Asks for an orderly stop and returns at once. Any thread.
    void request_stop() noexcept;
    /// Waits until the board is off, at most 2 s (SEAMS section 3), and ends the thread.
    void join() noexcept;

    /// The newest status. Any thread.
    [[nodiscard]] BoardStatus status() const { return status_.read(); }

private:
    void run();
    [[nodiscard]] bool is_finished(Instant& stop_deadline);

    std::unique_ptr<Runner> runner_;
    hal::Serial& line_;
    hal::Wake& wake_;
    const hal::Clock& clock_;
    Published<BoardStatus> status_;
    std::atomic<bool> stop_requested_{false};
    std::thread thread_;
};

}  // namespace adit::boards
