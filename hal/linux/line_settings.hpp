// Terminal settings through the kernel's termios2, which takes any baud rate as a number. Its header collides with
// <termios.h>, so it is included in line_settings.cpp alone.
#pragma once

#include "hal/expected.hpp"
#include "hal/serial.hpp"

namespace adit::hal {

/// What errno of a call on an open port means.
[[nodiscard]] SerialError port_error(int error_number) noexcept;

/// Raw 8N1, no flow control, modem lines ignored, hang-up on last close; a read without bytes says so at once.
/// Errors: `not_a_tty`, `bad_baud` (0, or the driver settled more than 3 % away), `disconnected`, `io`.
[[nodiscard]] Expected<void, SerialError> set_raw(int descriptor, Baud baud) noexcept;
/// Changes nothing but the rate, at once. Errors as `set_raw`.
[[nodiscard]] Expected<void, SerialError> set_rate(int descriptor, Baud baud) noexcept;
/// The rate in force; on a pty's master: the one its slave was set to. Errors: `not_a_tty`, `disconnected`, `io`.
[[nodiscard]] Expected<Baud, SerialError> rate_of(int descriptor) noexcept;

enum class Queue : std::uint8_t { input, both };
/// Throws away unread input, or both queues. Errors: `disconnected`, `io`.
[[nodiscard]] Expected<void, SerialError> flush(int descriptor, Queue queue) noexcept;

}  // namespace adit::hal
