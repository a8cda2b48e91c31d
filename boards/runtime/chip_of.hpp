// Which chip model of the driver a board file's family is.
#pragma once

#include "boards/definition/board_definition.hpp"
#include "driver/bm13xx/chip_model.hpp"

namespace adit::boards {

[[nodiscard]] constexpr const driver::bm13xx::ChipModel& chip_of(ChipFamily family) noexcept {
    switch (family) {
        case ChipFamily::bm1370:
            break;
        case ChipFamily::bm1368:
            return driver::bm13xx::bm1368;
        case ChipFamily::bm1366:
            return driver::bm13xx::bm1366;
        case ChipFamily::bm1397:
            return driver::bm13xx::bm1397;
        case ChipFamily::bm1373:
            return driver::bm13xx::bm1373;
        case ChipFamily::bm1362:
            return driver::bm13xx::bm1362;
        case ChipFamily::bm1387:
            return driver::bm13xx::bm1387;
    }
    return driver::bm13xx::bm1370;
}

}  // namespace adit::boards
