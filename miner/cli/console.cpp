// See console.hpp.
#include "miner/cli/console.hpp"

#include <spdlog/logger.h>
#include <spdlog/sinks/base_sink.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "miner/cli/status_view.hpp"

namespace adit::miner::cli {

namespace {

class ConsoleSink final : public spdlog::sinks::base_sink<std::mutex> {
public:
    explicit ConsoleSink(Console& console) : console_{console} {}

private:
    void sink_it_(const spdlog::details::log_msg& message) override {
        spdlog::memory_buf_t line;
        formatter_->format(message, line);
        console_.print({line.data(), line.size()});
    }
    void flush_() override {}

    Console& console_;
};

std::size_t lines_of(const std::string& text) { return static_cast<std::size_t>(std::ranges::count(text, '\n')); }

void write_out(std::string_view text) { (void)std::fwrite(text.data(), 1, text.size(), stderr); }

}  // namespace

Console::Console() : is_terminal_{::isatty(STDERR_FILENO) == 1} {}

std::size_t Console::width() const noexcept {
    winsize size{};
    if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 100;
    return size.ws_col;
}

void Console::print(std::string_view line) {
    const std::scoped_lock lock{mutex_};
    write_out(redraw(std::string{line}, lines_of(view_)));
    write_out(view_);
}

void Console::show(std::string view) {
    const std::scoped_lock lock{mutex_};
    write_out(redraw(view, lines_of(view_)));
    view_ = std::move(view);
}

void Console::finish() {
    const std::scoped_lock lock{mutex_};
    view_.clear();
}

std::shared_ptr<spdlog::logger> make_logger(Console& console, const std::string& level) {
    auto logger = std::make_shared<spdlog::logger>("adit", std::make_shared<ConsoleSink>(console));
    logger->set_pattern("%H:%M:%S %-5l %v");
    logger->set_level(spdlog::level::from_str(level));
    return logger;
}

}  // namespace adit::miner::cli
