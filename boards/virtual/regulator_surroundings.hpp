// What the rest of the board does to a regulator.
#pragma once

#include "hal/units.hpp"

namespace adit::boards::virtual_device {

struct RegulatorSurroundings {
    Volts input{};
    Amperes output_current{};
    Celsius temperature{};
};

}  // namespace adit::boards::virtual_device
