// A byte pipe with a baud rate: the UART to a chain of chips, or a bridge's control port.
// For driver authors: nothing here blocks but `wait`. For HAL authors: the contract is checked here, once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "hal/clock.hpp"
#include "hal/expected.hpp"
#include "hal/units.hpp"
#include "hal/wake.hpp"

namespace adit::hal {

enum class SerialError : std::uint8_t {
    not_found,      ///< no such device
    no_permission,  ///< the device exists, this user may not open it
    busy,           ///< another process holds it
    not_a_tty,      ///< opened, but it is not a terminal device
    bad_baud,       ///< the hardware cannot make this rate
    disconnected,   ///< unplugged or the far end closed
    io,             ///< the kernel reported another error
};

enum class WaitResult : std::uint8_t { readable, woken, deadline, disconnected };

class Serial {
public:
    virtual ~Serial() = default;

    /// Takes what has arrived, at most `into.size()` bytes, without waiting. 0 = nothing there.
    /// Errors: `disconnected`, `io`.
    [[nodiscard]] Expected<std::size_t, SerialError> read(std::span<std::byte> into) { return do_read(into); }

    /// Hands bytes to the line without waiting and says how many were taken (the rest is the caller's to retry).
    /// Errors: `disconnected`, `io`.
    [[nodiscard]] Expected<std::size_t, SerialError> write(std::span<const std::byte> bytes) { return do_write(bytes); }

    /// Changes the rate of this end, for both directions. Bytes still on their way out may be garbled: let them
    /// drain first. Errors: `bad_baud`, `disconnected`, `io`.
    [[nodiscard]] Expected<void, SerialError> set_baud(Baud baud) { return do_set_baud(baud); }

    /// Throws away what has arrived and was not read.
    [[nodiscard]] Expected<void, SerialError> discard_input() { return do_discard_input(); }

    /// Blocks until bytes have arrived, `wake` was notified (the notification is consumed), `deadline` passed or
    /// the far end went away.
    [[nodiscard]] WaitResult wait(Instant deadline, Wake& wake) { return do_wait(deadline, wake); }

protected:
    Serial() = default;
    Serial(const Serial&) = default;
    Serial& operator=(const Serial&) = default;

private:
    virtual Expected<std::size_t, SerialError> do_read(std::span<std::byte> into) = 0;
    virtual Expected<std::size_t, SerialError> do_write(std::span<const std::byte> bytes) = 0;
    virtual Expected<void, SerialError> do_set_baud(Baud baud) = 0;
    virtual Expected<void, SerialError> do_discard_input() = 0;
    virtual WaitResult do_wait(Instant deadline, Wake& wake) = 0;
};

}  // namespace adit::hal
