// The control side of a bitaxe-raw bridge: one request at a time, at most 100 ms each. After a time-out the link is
// suspect: it is flushed and must answer a harmless ADC read before the next request goes out.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "hal/bridge/bitaxe_raw.hpp"
#include "hal/clock.hpp"
#include "hal/expected.hpp"
#include "hal/serial.hpp"
#include "hal/wake.hpp"

namespace adit::hal::bridge {

/// One transaction, probe of a suspect link included, takes at most this long.
inline constexpr Duration transaction_limit = std::chrono::milliseconds{100};

enum class ControlError : std::uint8_t {
    timeout,       ///< no answer in time, or an answer to something else
    refused,       ///< the firmware does not know this command or line
    no_ack,        ///< the firmware's message error: on the I2C page, nobody answered at the address
    overflow,      ///< too much data for the firmware
    disconnected,  ///< the port is gone
    io,            ///< the port failed
};

/// Not thread-safe: one board, one thread.
class ControlPort {
public:
    /// Both must outlive this.
    ControlPort(Serial& port, const Clock& clock) noexcept : port_{port}, clock_{clock} {}
    ControlPort(const ControlPort&) = delete;
    ControlPort& operator=(const ControlPort&) = delete;

    /// Sends `request` under the next id and copies the reply's data into `into`, which must have exactly
    /// `request.reply_size()` bytes. Blocks at most `transaction_limit`. Errors: all of `ControlError`.
    [[nodiscard]] Expected<void, ControlError> transact(Request request, std::span<std::byte> into);

    /// Raw converter count of a channel.
    [[nodiscard]] Expected<std::uint16_t, ControlError> read_adc(std::uint8_t channel = adc_vdd);

    /// True after a time-out, until a probe was answered.
    [[nodiscard]] bool is_suspect() const noexcept { return is_suspect_; }

private:
    Expected<void, ControlError> probe(Instant deadline);
    Expected<Reply, ControlError> exchange(Request& request, Instant deadline);
    Expected<void, ControlError> send(const Request& request);
    Expected<Reply, ControlError> await_reply(const Request& request, Instant deadline);
    Expected<void, ControlError> receive();
    std::uint8_t next_id() noexcept;
    ControlError suspect(ControlError error) noexcept;

    Serial& port_;
    const Clock& clock_;
    FlagWake never_;  ///< a transaction is not interrupted by new work
    std::array<std::byte, 2 * max_frame_size> received_{};
    std::size_t received_size_ = 0;
    std::uint8_t last_id_ = 0;
    bool is_suspect_ = false;
};

}  // namespace adit::hal::bridge
