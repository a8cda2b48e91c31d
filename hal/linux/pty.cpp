// See pty.hpp.
#include "hal/linux/pty.hpp"

#include <fcntl.h>
#include <sys/ioctl.h>

#include <array>
#include <cerrno>
#include <cstdlib>

#include "hal/linux/descriptor_io.hpp"
#include "hal/linux/descriptor_wait.hpp"
#include "hal/linux/line_settings.hpp"

namespace adit::hal {
namespace {

/// Until the host sets its own.
constexpr Baud initial_baud{115200};

SerialError pty_error(int error_number) noexcept {
    if (error_number == ENOENT) return SerialError::not_found;
    return error_number == EACCES ? SerialError::no_permission : SerialError::io;
}

Expected<std::string, SerialError> unlock_slave(int master) {
    std::array<char, 64> path{};
    if (::grantpt(master) != 0 || ::unlockpt(master) != 0) return failure(pty_error(errno));
    if (::ptsname_r(master, path.data(), path.size()) != 0) return failure(SerialError::io);
    return std::string{path.data()};
}

}  // namespace

Pty::Pty(FileDescriptor master, FileDescriptor slave, std::string slave_path, const Clock& clock) noexcept
    : master_{std::move(master)}, slave_{std::move(slave)}, slave_path_{std::move(slave_path)}, clock_{clock} {}

Expected<std::unique_ptr<Pty>, SerialError> Pty::open(const Clock& clock) {
    FileDescriptor master{::open("/dev/ptmx", O_RDWR | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)};
    if (!master.is_open()) return failure(pty_error(errno));
    auto path = unlock_slave(master.get());
    if (!path) return failure(path.error());
    FileDescriptor slave{::open(path->c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)};
    if (!slave.is_open()) return failure(pty_error(errno));
    if (const auto raw = set_raw(slave.get(), initial_baud); !raw) return failure(raw.error());
    return std::unique_ptr<Pty>{new Pty{std::move(master), std::move(slave), std::move(*path), clock}};
}

Baud Pty::slave_baud() const noexcept {
    const auto rate = rate_of(slave_.get());
    return rate ? *rate : Baud{0};
}

Expected<std::size_t, SerialError> Pty::do_read(std::span<std::byte> into) { return read_some(master_.get(), into); }

Expected<std::size_t, SerialError> Pty::do_write(std::span<const std::byte> bytes) {
    return write_some(master_.get(), bytes);
}

Expected<void, SerialError> Pty::do_set_baud(Baud baud) {
    if (baud.value == 0) return failure(SerialError::bad_baud);
    return {};
}

Expected<void, SerialError> Pty::do_discard_input() {
    // Flushing a pty's master is not what TCFLSH is good at; its queue is small, and a host that writes faster than
    // this reads is not waited for.
    std::array<std::byte, 4096> unwanted{};
    for (int rounds = 0; rounds < 16; ++rounds) {
        const auto count = read_some(master_.get(), unwanted);
        if (!count) return failure(count.error());
        if (*count == 0) break;
    }
    return {};
}

WaitResult Pty::do_wait(Instant deadline, Wake& wake) { return wait_on(master_.get(), deadline, clock_, wake); }

}  // namespace adit::hal
