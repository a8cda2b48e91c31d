// What the pins of a temperature diode see.
#pragma once

#include <cstdint>

namespace adit::boards::virtual_device {

enum class DiodeState : std::uint8_t { open, shorted, unsettled, good };

}  // namespace adit::boards::virtual_device
