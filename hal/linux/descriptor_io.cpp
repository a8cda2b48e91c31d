// See descriptor_io.hpp.
#include "hal/linux/descriptor_io.hpp"

#include <unistd.h>

#include <cerrno>

#include "hal/linux/line_settings.hpp"

namespace adit::hal {
namespace {

/// Nothing went wrong: the caller comes back after its next wait.
bool is_try_later(int error_number) noexcept { return error_number == EAGAIN || error_number == EINTR; }

}  // namespace

Expected<std::size_t, SerialError> read_some(int descriptor, std::span<std::byte> into) noexcept {
    if (into.empty()) return 0;
    const auto count = ::read(descriptor, into.data(), into.size());
    if (count > 0) return static_cast<std::size_t>(count);
    if (count == 0) return failure(SerialError::disconnected);  // set_raw: an empty line is EAGAIN
    if (is_try_later(errno)) return 0;
    return failure(port_error(errno));
}

Expected<std::size_t, SerialError> write_some(int descriptor, std::span<const std::byte> bytes) noexcept {
    if (bytes.empty()) return 0;
    const auto count = ::write(descriptor, bytes.data(), bytes.size());
    if (count >= 0) return static_cast<std::size_t>(count);
    if (is_try_later(errno)) return 0;
    return failure(port_error(errno));
}

}  // namespace adit::hal
