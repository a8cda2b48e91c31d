// A Linux terminal device (/dev/ttyACM0, /dev/ttyUSB0, a pty's slave) as a raw 8N1 byte pipe at any baud rate.
// One thread uses it; another may end its wait through the `Wake`. Neighbours: line_settings.hpp (termios2),
// descriptor_wait.hpp (poll), serial_text.hpp (errors in words).
#pragma once

#include <memory>
#include <string>

#include "hal/linux/file_descriptor.hpp"
#include "hal/serial.hpp"

namespace adit::hal {

class TermiosSerial final : public Serial {
public:
    /// Opens `path` raw, 8N1, without flow control, not blocking, not controlling, locked against other processes
    /// (flock, and TIOCEXCL on real ports), both queues emptied. `clock` (CLOCK_MONOTONIC, outlives the port) is the
    /// time line of `wait`'s deadlines. Blocks only as long as the driver's open().
    /// Errors: `not_found`, `no_permission`, `busy`, `not_a_tty`, `bad_baud` (0, or more than 3 % off), `io`.
    [[nodiscard]] static Expected<std::unique_ptr<TermiosSerial>, SerialError> open(const std::string& path, Baud baud,
                                                                                    const Clock& clock);
    TermiosSerial(const TermiosSerial&) = delete;
    TermiosSerial& operator=(const TermiosSerial&) = delete;
    ~TermiosSerial() override;

private:
    TermiosSerial(FileDescriptor port, const Clock& clock) noexcept;

    Expected<std::size_t, SerialError> do_read(std::span<std::byte> into) override;
    Expected<std::size_t, SerialError> do_write(std::span<const std::byte> bytes) override;
    Expected<void, SerialError> do_set_baud(Baud baud) override;
    Expected<void, SerialError> do_discard_input() override;
    WaitResult do_wait(Instant deadline, Wake& wake) override;

    FileDescriptor port_;
    const Clock& clock_;
};

}  // namespace adit::hal
