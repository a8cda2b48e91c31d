#include "boards/host/drivable.hpp"

#include "boards/definition/names.hpp"
#include "boards/runtime/chip_of.hpp"

namespace adit::boards {

std::optional<std::string> why_not_drivable(const BoardDefinition& board) {
    if (board.control_bus.kind != ControlKind::bitaxe_raw) return "needs Adit on the board's own controller";
    const driver::bm13xx::ChipModel& chip = chip_of(board.chain.chip);
    const std::string chip_name{name(board.chain.chip)};
    if (board.chain.chips > chip.most_chips) return "names more chips than a chain of " + chip_name + " can address";
    return std::nullopt;
}

}  // namespace adit::boards
