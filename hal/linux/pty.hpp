// The master side of a pseudo terminal: a virtual board serves it, any program opens the slave path as its serial
// port. The host may close and reopen the slave as it likes; the master never counts that as a disconnect.
#pragma once

#include <memory>
#include <string>

#include "hal/linux/file_descriptor.hpp"
#include "hal/serial.hpp"

namespace adit::hal {

class Pty final : public Serial {
public:
    /// Makes a pair in raw mode. `clock` as for `TermiosSerial::open`. Errors: `not_found` (no devpts),
    /// `no_permission`, `io`.
    [[nodiscard]] static Expected<std::unique_ptr<Pty>, SerialError> open(const Clock& clock);

    /// What the host opens, e.g. "/dev/pts/5".
    [[nodiscard]] const std::string& slave_path() const noexcept { return slave_path_; }

    /// The rate the host set on its side, so that an emulator can drop bytes sent at a wrong one. Baud{0} when the
    /// kernel will not tell.
    [[nodiscard]] Baud slave_baud() const noexcept;

private:
    Pty(FileDescriptor master, FileDescriptor slave, std::string slave_path, const Clock& clock) noexcept;

    Expected<std::size_t, SerialError> do_read(std::span<std::byte> into) override;
    /// Takes fewer bytes than offered (down to 0) while the host does not read: about 4 KiB fit.
    Expected<std::size_t, SerialError> do_write(std::span<const std::byte> bytes) override;
    /// Accepted and ignored: a pty has no line, and the settings it keeps are the host's (`slave_baud`).
    Expected<void, SerialError> do_set_baud(Baud baud) override;
    Expected<void, SerialError> do_discard_input() override;
    WaitResult do_wait(Instant deadline, Wake& wake) override;

    FileDescriptor master_;
    FileDescriptor slave_;  ///< held open so that the line never hangs up between two hosts
    std::string slave_path_;
    const Clock& clock_;
};

}  // namespace adit::hal
