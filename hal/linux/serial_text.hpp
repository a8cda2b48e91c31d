// What went wrong with a serial port, in words that say what to do about it. Host only.
#pragma once

#include <string_view>

#include "hal/serial.hpp"

namespace adit::hal {

/// One sentence for the operator; starts in lower case, has no full stop: `"/dev/ttyACM0: " + describe(error)`.
[[nodiscard]] std::string_view describe(SerialError error) noexcept;

}  // namespace adit::hal
