// A virtual board that lives: one thread moves bytes between the model and the far ends of two serial ports (the
// in-process pair of `adit mine --device virtual:…`, or the ptys of `adit-lab serve`).
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <thread>
#include <vector>

#include "boards/virtual/virtual_board.hpp"
#include "hal/clock.hpp"
#include "hal/linux/event_wake.hpp"
#include "hal/serial.hpp"
#include "hal/units.hpp"

namespace adit::boards::virtual_device {

/// One port as the device sees it: its end of the line, and what baud rate the host has set at the other end
/// (`SerialPairEnd::far_baud`, `Pty::slave_baud`). The function is called from the server's thread.
struct DevicePort {
    std::unique_ptr<hal::Serial> line;
    std::function<Baud()> host_baud;
};

class DeviceServer {
public:
    /// Starts the thread. `options.real_time` is switched on. `clock` must outlive the server.
    DeviceServer(const BoardDefinition& definition, BoardOptions options, DevicePort control, DevicePort data,
                 const hal::Clock& clock);
    DeviceServer(const DeviceServer&) = delete;
    DeviceServer& operator=(const DeviceServer&) = delete;
    /// Stops and joins within 100 ms, then hangs up both ports.
    ~DeviceServer();

    /// As `VirtualBoard::inject` and `observe`. Any thread.
    void inject(Fault fault, double level = 1.0);
    [[nodiscard]] BoardObservation observe() const;

private:
    void run(const std::stop_token& stop);
    void pump(Instant now);
    void pump_control(Instant now);
    void pump_data(Instant now);
    void deliver_data(std::span<const std::byte> bytes, Baud host_baud, Instant now);
    [[nodiscard]] Baud data_baud();
    [[nodiscard]] Instant next_look(Instant now) const;
    void rest(const std::stop_token& stop, Instant until);

    const hal::Clock& clock_;
    DevicePort control_, data_;
    mutable std::mutex mutex_;  ///< guards `board_`; the ports belong to the thread
    VirtualBoard board_;
    Baud last_host_baud_{};
    bool is_control_closed_ = false;
    std::vector<std::byte> control_backlog_, data_backlog_;
    hal::EventWake wake_;
    std::condition_variable_any resting_;
    std::jthread thread_;
};

}  // namespace adit::boards::virtual_device
