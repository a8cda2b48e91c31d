#include "boards/definition/names.hpp"

namespace adit::boards {

std::string_view name(ChipFamily chip) noexcept {
    switch (chip) {
        case ChipFamily::bm1370:
            return "bm1370";
        case ChipFamily::bm1368:
            return "bm1368";
        case ChipFamily::bm1366:
            return "bm1366";
        case ChipFamily::bm1397:
            return "bm1397";
        case ChipFamily::bm1373:
            return "bm1373";
        case ChipFamily::bm1362:
            return "bm1362";
        case ChipFamily::bm1387:
            return "bm1387";
    }
    return "unknown";
}

}  // namespace adit::boards
