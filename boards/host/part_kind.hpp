// Which part each sensor, fan and meter of a board file is: several of them may be one part.
#pragma once

#include <cstdint>

#include "boards/definition/board_definition.hpp"

namespace adit::boards {

enum class PartKind : std::uint8_t { emc2101, emc2103, emc2302, tmp1075, ina260 };

[[nodiscard]] constexpr PartKind kind_of(SensorPart sensor) noexcept {
    switch (sensor) {
        case SensorPart::emc2101_external:
        case SensorPart::emc2101_internal:
            return PartKind::emc2101;
        case SensorPart::emc2103_external1:
        case SensorPart::emc2103_external2:
        case SensorPart::emc2103_internal:
            return PartKind::emc2103;
        case SensorPart::tmp1075:
            break;
    }
    return PartKind::tmp1075;
}

[[nodiscard]] constexpr PartKind kind_of(FanPart fan) noexcept {
    switch (fan) {
        case FanPart::emc2101:
            return PartKind::emc2101;
        case FanPart::emc2103:
            return PartKind::emc2103;
        case FanPart::emc2302:
            break;
    }
    return PartKind::emc2302;
}

}  // namespace adit::boards
