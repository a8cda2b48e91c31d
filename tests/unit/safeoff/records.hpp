// Safe-off records for tests.
#pragma once

#include "boards/safeoff/known_boards.hpp"

namespace adit::boards::safeoff {

inline OffRecord gamma_record() {
    return make_off_record(*find_off_board("bitaxe-gamma"), "serial:/dev/ttyACM1", "/dev/ttyACM0");
}

}  // namespace adit::boards::safeoff
