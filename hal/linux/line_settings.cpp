// See line_settings.hpp. Kernel interface: ioctl_tty(2), TCGETS2/TCSETS2 with BOTHER.
#include "hal/linux/line_settings.hpp"

#include <asm/ioctls.h>
#include <asm/termbits.h>
#include <sys/ioctl.h>

#include <cerrno>
#include <cstdint>

namespace adit::hal {
namespace {

/// An asynchronous receiver tolerates about this much in either direction; the chips' own rates are within 1 %.
constexpr std::uint32_t rate_tolerance_percent = 3;

Expected<termios2, SerialError> read_settings(int descriptor) noexcept {
    termios2 settings{};
    if (::ioctl(descriptor, TCGETS2, &settings) != 0) return failure(port_error(errno));
    return settings;
}

void put_rate(termios2& settings, Baud baud) noexcept {
    settings.c_cflag &= ~static_cast<tcflag_t>(CBAUD | (CBAUD << IBSHIFT));
    settings.c_cflag |= static_cast<tcflag_t>(BOTHER | (BOTHER << IBSHIFT));
    settings.c_ispeed = baud.value;
    settings.c_ospeed = baud.value;
}

void put_raw(termios2& settings) noexcept {
    settings.c_iflag = IGNBRK;
    settings.c_oflag = 0;
    settings.c_lflag = 0;
    settings.c_cflag &= ~static_cast<tcflag_t>(CSIZE | PARENB | CSTOPB | CRTSCTS);
    settings.c_cflag |= static_cast<tcflag_t>(CS8 | CREAD | CLOCAL | HUPCL);
    // One byte, no timer: a read of an empty line is EAGAIN, so that 0 means hang-up and nothing else.
    settings.c_cc[VMIN] = 1;
    settings.c_cc[VTIME] = 0;
}

bool is_close(Baud got, Baud wanted) noexcept {
    const std::uint64_t off = got > wanted ? got.value - wanted.value : wanted.value - got.value;
    return off * 100 <= std::uint64_t{wanted.value} * rate_tolerance_percent;
}

Expected<void, SerialError> apply(int descriptor, const termios2& settings, Baud baud) noexcept {
    if (::ioctl(descriptor, TCSETS2, &settings) != 0) {
        return failure(errno == EINVAL ? SerialError::bad_baud : port_error(errno));
    }
    const auto got = rate_of(descriptor);
    if (!got) return failure(got.error());
    if (!is_close(*got, baud)) return failure(SerialError::bad_baud);
    return {};
}

}  // namespace

SerialError port_error(int error_number) noexcept {
    switch (error_number) {
        case EIO:
        case ENXIO:
        case ENODEV:
        case EPIPE:
            return SerialError::disconnected;
        case ENOTTY:
            return SerialError::not_a_tty;
        default:
            return SerialError::io;
    }
}

Expected<void, SerialError> set_raw(int descriptor, Baud baud) noexcept {
    if (baud.value == 0) return failure(SerialError::bad_baud);
    auto settings = read_settings(descriptor);
    if (!settings) return failure(settings.error());
    put_raw(*settings);
    put_rate(*settings, baud);
    return apply(descriptor, *settings, baud);
}

Expected<void, SerialError> set_rate(int descriptor, Baud baud) noexcept {
    if (baud.value == 0) return failure(SerialError::bad_baud);
    auto settings = read_settings(descriptor);
    if (!settings) return failure(settings.error());
    put_rate(*settings, baud);
    return apply(descriptor, *settings, baud);
}

Expected<Baud, SerialError> rate_of(int descriptor) noexcept {
    const auto settings = read_settings(descriptor);
    if (!settings) return failure(settings.error());
    return Baud{settings->c_ospeed};
}

Expected<void, SerialError> flush(int descriptor, Queue queue) noexcept {
    if (::ioctl(descriptor, TCFLSH, queue == Queue::both ? TCIOFLUSH : TCIFLUSH) != 0) {
        return failure(port_error(errno));
    }
    return {};
}

}  // namespace adit::hal
