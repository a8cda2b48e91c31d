// See termios_serial.hpp.
#include "hal/linux/termios_serial.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include <cerrno>

#include "hal/linux/descriptor_io.hpp"
#include "hal/linux/descriptor_wait.hpp"
#include "hal/linux/line_settings.hpp"

namespace adit::hal {
namespace {

SerialError open_error(int error_number) noexcept {
    switch (error_number) {
        case ENOENT:
        case ENOTDIR:
        case ENXIO:
        case ENODEV:
            return SerialError::not_found;
        case EACCES:
        case EPERM:
            return SerialError::no_permission;
        case EBUSY:
            return SerialError::busy;
        case EISDIR:
            return SerialError::not_a_tty;
        default:
            return SerialError::io;
    }
}

/// Major numbers of Unix98 pty slaves (Linux devices.txt).
bool is_pty_slave(int descriptor) noexcept {
    struct stat status {};
    if (::fstat(descriptor, &status) != 0) return false;
    const auto number = major(status.st_rdev);
    return number >= 136 && number <= 143;
}

/// flock is given back when the process dies, however it dies. TIOCEXCL also keeps out programs that do not lock;
/// a pty keeps that flag as long as its master lives, past the death of its holder, so it is for real ports only.
Expected<void, SerialError> lock(int descriptor) noexcept {
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        return failure(errno == EWOULDBLOCK ? SerialError::busy : SerialError::io);
    }
    if (!is_pty_slave(descriptor) && ::ioctl(descriptor, TIOCEXCL) != 0) return failure(port_error(errno));
    return {};
}

Expected<void, SerialError> prepare(int descriptor, Baud baud) noexcept {
    if (::isatty(descriptor) == 0) return failure(SerialError::not_a_tty);
    return lock(descriptor)
        .and_then([&]() -> Expected<void, SerialError> { return set_raw(descriptor, baud); })
        .and_then([&]() -> Expected<void, SerialError> { return flush(descriptor, Queue::both); });
}

}  // namespace

TermiosSerial::TermiosSerial(FileDescriptor port, const Clock& clock) noexcept
    : port_{std::move(port)}, clock_{clock} {}

TermiosSerial::~TermiosSerial() { ::ioctl(port_.get(), TIOCNXCL); }

Expected<std::unique_ptr<TermiosSerial>, SerialError> TermiosSerial::open(const std::string& path, Baud baud,
                                                                          const Clock& clock) {
    FileDescriptor port{::open(path.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)};
    if (!port.is_open()) return failure(open_error(errno));
    if (const auto prepared = prepare(port.get(), baud); !prepared) return failure(prepared.error());
    return std::unique_ptr<TermiosSerial>{new TermiosSerial{std::move(port), clock}};
}

Expected<std::size_t, SerialError> TermiosSerial::do_read(std::span<std::byte> into) {
    return read_some(port_.get(), into);
}

Expected<std::size_t, SerialError> TermiosSerial::do_write(std::span<const std::byte> bytes) {
    return write_some(port_.get(), bytes);
}

Expected<void, SerialError> TermiosSerial::do_set_baud(Baud baud) { return set_rate(port_.get(), baud); }

Expected<void, SerialError> TermiosSerial::do_discard_input() { return flush(port_.get(), Queue::input); }

WaitResult TermiosSerial::do_wait(Instant deadline, Wake& wake) { return wait_on(port_.get(), deadline, clock_, wake); }

}  // namespace adit::hal
