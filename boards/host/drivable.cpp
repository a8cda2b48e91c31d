#include "boards/host/drivable.hpp"

#include "boards/definition/names.hpp"
#include "boards/runtime/chip_of.hpp"
#include "hal/bridge/dialect.hpp"

namespace adit::boards {

std::optional<std::string> why_not_drivable(const BoardDefinition& board) {
    if (board.control_bus.kind != ControlKind::bitaxe_raw) return "needs Adit on the board's own controller";
    // A board that could be energised and not switched off from outside.
    if (!hal::bridge::parse_dialect(board.control_bus.dialect))
        return "speaks bridge dialect \"" + board.control_bus.dialect + "\", which adit-safeoff does not";
    return why_not_emulated(board);
}

std::optional<std::string> why_not_emulated(const BoardDefinition& board) {
    const driver::bm13xx::ChipModel& chip = chip_of(board.chain.chip);
    const std::string chip_name{name(board.chain.chip)};
    if (board.chain.chips > chip.most_chips) return "names more chips than a chain of " + chip_name + " can address";
    return std::nullopt;
}

}  // namespace adit::boards
