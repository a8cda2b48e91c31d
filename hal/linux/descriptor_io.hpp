// Non-blocking read and write of a serial port's descriptor, with errno turned into the port's own errors.
#pragma once

#include <cstddef>
#include <span>

#include "hal/serial.hpp"

namespace adit::hal {

/// 0 = nothing there. Errors: `disconnected` (hung up), `io`.
[[nodiscard]] Expected<std::size_t, SerialError> read_some(int descriptor, std::span<std::byte> into) noexcept;
/// 0 = nothing taken now. Errors: `disconnected`, `io`.
[[nodiscard]] Expected<std::size_t, SerialError> write_some(int descriptor, std::span<const std::byte> bytes) noexcept;

}  // namespace adit::hal
