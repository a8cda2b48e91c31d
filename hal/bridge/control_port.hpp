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
    timeout,       ///< no answer in time, or an answer to something else; or the firmware's own time-out
    refused,       ///< the firmware does not know this command or line, or `PinScope` forbids it
    no_ack,        ///< the firmware's message error: on the I2C page, nobody answered at the address
    overflow,      ///< too much data for the firmware
    denied,        ///< bonanza: against the order in which its power may be switched
    fault,         ///< bonanza: its safety latch has tripped and switched everything off
    doubtful,      ///< bonanza: the answer may be a value or an error code; ask in another way
    disconnected,  ///< the port is gone
    io,            ///< the port failed
};

/// Which GPIO lines may be driven. Products share USB strings but not line numbers: until the board's parts have
/// answered, only the chain's reset may be written.
enum class PinScope : std::uint8_t { reset_only, every_line };

struct ControlOptions {
    Dialect dialect = Dialect::v0;
    PinScope pins = PinScope::every_line;
};

/// Not thread-safe: one board, one thread.
class ControlPort {
public:
    /// Both must outlive this.
    ControlPort(Serial& port, const Clock& clock, ControlOptions options = {}) noexcept
        : port_{port}, clock_{clock}, options_{options} {}
    ControlPort(const ControlPort&) = delete;
    ControlPort& operator=(const ControlPort&) = delete;

    /// Gives `request` the next id, sends it and copies the reply's data into `into`, which must have exactly
    /// `request.reply_size()` bytes. Returns how many came: all, but for replies of variable size. Blocks at most
    /// `transaction_limit`. Errors: all of `ControlError`.
    [[nodiscard]] Expected<std::size_t, ControlError> transact(Request&& request, std::span<std::byte> into);
    [[nodiscard]] Expected<std::size_t, ControlError> transact(const Request& request, std::span<std::byte> into) {
        return transact(Request{request}, into);
    }

    /// Sends a request that is not answered (restart), under the next id. The link is suspect afterwards.
    /// Errors: `timeout` (the port is full), `disconnected`, `io`.
    [[nodiscard]] Expected<void, ControlError> tell(Request request);

    /// Raw converter count of a channel.
    [[nodiscard]] Expected<std::uint16_t, ControlError> read_adc(std::uint8_t channel = adc_vdd);

    /// True after a time-out, until a probe was answered.
    [[nodiscard]] bool is_suspect() const noexcept { return is_suspect_; }

    /// The board's parts have answered: it is what it was taken for.
    void confirm_board() noexcept { options_.pins = PinScope::every_line; }
    [[nodiscard]] Dialect dialect() const noexcept { return options_.dialect; }

private:
    [[gnu::cold]] Expected<void, ControlError> probe(Instant deadline);
    Expected<std::size_t, ControlError> exchange(Request& request, std::span<std::byte> into, Instant deadline);
    Expected<void, ControlError> send(const Request& request);
    Expected<Reply, ControlError> await_reply(const Request& request, Instant deadline);
    Expected<void, ControlError> receive();
    std::uint8_t next_id() noexcept;
    ControlError suspect(ControlError error) noexcept;

    Serial& port_;
    const Clock& clock_;
    ControlOptions options_;
    FlagWake never_;  ///< a transaction is not interrupted by new work
    std::array<std::byte, 2 * max_reply_size> received_{};
    std::size_t received_size_ = 0;
    std::uint8_t last_id_ = 0;
    bool is_suspect_ = false;
};

}  // namespace adit::hal::bridge
