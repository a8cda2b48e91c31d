// Standard error, shared by the log and the live view: a log line goes above the view, the view is drawn again below.
#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

namespace spdlog {
class logger;
}

namespace adit::miner::cli {

class Console {
public:
    Console();

    /// Standard error is a terminal, so a live view makes sense.
    [[nodiscard]] bool is_terminal() const noexcept { return is_terminal_; }
    /// Columns of the terminal, 100 when unknown.
    [[nodiscard]] std::size_t width() const noexcept;

    /// Prints one log line (with its line break) above the view. Any thread.
    void print(std::string_view line);
    /// Replaces the view. Any thread.
    void show(std::string view);
    /// Leaves the last view on the screen and forgets it.
    void finish();

private:
    std::mutex mutex_;
    std::string view_;
    bool is_terminal_;
};

/// A logger whose lines go through `console` (which must outlive it): "12:34:56 info  msg". Levels as in
/// configurations.
[[nodiscard]] std::shared_ptr<spdlog::logger> make_logger(Console& console, const std::string& level);

}  // namespace adit::miner::cli
