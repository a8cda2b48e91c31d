// The pump of a living virtual board.
#include "boards/virtual/device_server.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

#include "boards/virtual/chip_baud.hpp"
#include "hal/linux/thread_niceness.hpp"

namespace adit::boards::virtual_device {

namespace {

/// The thread waits on the data port; how long a request on the control port may go unseen.
constexpr Duration control_latency = std::chrono::milliseconds{2};
/// Even when behind with hashing the lock is let go this long, so that `observe` gets its turn.
constexpr Duration shortest_rest = std::chrono::milliseconds{1};
constexpr std::size_t most_bytes_at_once = 2048;
using Chunk = std::array<std::byte, most_bytes_at_once>;

BoardOptions in_real_time(BoardOptions options) {
    options.real_time = true;
    return options;
}

/// Sends what the line takes and keeps the rest.
void flush(std::vector<std::byte>& backlog, hal::Serial& line) {
    if (backlog.empty()) return;
    const auto sent = line.write(backlog);
    // A host that hung up does not stop the board: its bytes are gone.
    const std::size_t done = sent ? *sent : backlog.size();
    backlog.erase(backlog.begin(), backlog.begin() + static_cast<std::ptrdiff_t>(done));
}

/// What has arrived; nothing from a line that hung up.
std::span<const std::byte> received(const Expected<std::size_t, hal::SerialError>& count, const Chunk& chunk) {
    return std::span{chunk}.first(count ? *count : 0);
}

}  // namespace

DeviceServer::DeviceServer(const BoardDefinition& definition, BoardOptions options, DevicePort control, DevicePort data,
                           const hal::Clock& clock)
    : clock_{clock},
      control_{std::move(control)},
      data_{std::move(data)},
      board_{definition, in_real_time(std::move(options)), clock.now()},
      last_host_baud_{data_.host_baud()},
      thread_{[this](const std::stop_token& stop) { run(stop); }} {}

DeviceServer::~DeviceServer() {
    thread_.request_stop();
    wake_.notify();
    thread_.join();
}

void DeviceServer::inject(Fault fault, double level) {
    const std::scoped_lock lock{mutex_};
    board_.inject(fault, level);
}

BoardObservation DeviceServer::observe() const {
    const std::scoped_lock lock{mutex_};
    return board_.observe();
}

void DeviceServer::run(const std::stop_token& stop) {
    (void)hal::set_thread_niceness(hal::emulator_niceness);
    while (!stop.stop_requested()) {
        const Instant now = clock_.now();
        pump(now);
        const Instant until = next_look(now);
        if (data_.line->wait(until, wake_) == hal::WaitResult::disconnected) rest(stop, until);
    }
}

void DeviceServer::pump(Instant now) {
    const std::scoped_lock lock{mutex_};
    pump_control(now);
    pump_data(now);
}

void DeviceServer::pump_control(Instant now) {
    Chunk chunk;
    const auto count = control_.line->read(chunk);
    if (const auto packet = received(count, chunk); !packet.empty()) board_.control_received(packet, now);
    const bool is_closed = !count && count.error() == hal::SerialError::disconnected;
    if (is_closed && !is_control_closed_) board_.control_closed(now);
    is_control_closed_ = is_closed;
    if (control_backlog_.empty()) {
        const std::size_t pending = board_.control_pending(chunk, now);
        control_backlog_.assign(chunk.begin(), chunk.begin() + static_cast<std::ptrdiff_t>(pending));
    }
    flush(control_backlog_, *control_.line);
}

void DeviceServer::pump_data(Instant now) {
    Chunk chunk;
    const auto count = data_.line->read(chunk);
    const Baud host_baud = data_baud();
    deliver_data(received(count, chunk), host_baud, now);
    last_host_baud_ = host_baud;
    if (data_backlog_.empty()) {
        const std::size_t pending = board_.data_pending(chunk, host_baud, now);
        data_backlog_.assign(chunk.begin(), chunk.begin() + static_cast<std::ptrdiff_t>(pending));
    }
    flush(data_backlog_, *data_.line);
}

Baud DeviceServer::data_baud() {
    const Baud host_baud = data_.host_baud();
    return host_baud == Baud{} ? board_.chip_baud() : host_baud;  // 0: the line cannot tell
}

void DeviceServer::deliver_data(std::span<const std::byte> bytes, Baud host_baud, Instant now) {
    if (host_baud == last_host_baud_) return board_.data_received(bytes, host_baud, now);
    // The host changed its rate since the last look; these bytes may be from before or after. Each gets the rate the
    // chip listens at, if it is one of the two.
    for (const std::byte& byte : bytes) {
        const bool is_old = rates_match(board_.chip_baud(), last_host_baud_);
        board_.data_received({&byte, 1}, is_old ? last_host_baud_ : host_baud, now);
    }
}

Instant DeviceServer::next_look(Instant now) const {
    const std::scoped_lock lock{mutex_};
    return std::clamp(board_.next_event(now), now + shortest_rest, now + control_latency);
}

void DeviceServer::rest(const std::stop_token& stop, Instant until) {
    std::mutex unshared;
    std::unique_lock lock{unshared};
    const Duration pause = std::max(shortest_rest, until - clock_.now());
    resting_.wait_for(lock, stop, pause, [] { return false; });
}

}  // namespace adit::boards::virtual_device
