#include "boards/host/drivable.hpp"

#include "boards/definition/names.hpp"
#include "boards/runtime/chip_of.hpp"

namespace adit::boards {

std::optional<std::string> why_not_drivable(const BoardDefinition& board) {
    if (board.control_bus.kind != ControlKind::bitaxe_raw) return "needs Adit on the board's own controller";
    // A board that could be energised and not switched off from outside (adit-safeoff speaks v0).
    const std::string& dialect = board.control_bus.dialect;
    if (dialect == "v1" || dialect == "bonanza")
        return "speaks bridge dialect \"" + dialect + "\", in which adit-safeoff cannot switch it off yet";
    return why_not_emulated(board);
}

std::optional<std::string> why_not_emulated(const BoardDefinition& board) {
    const driver::bm13xx::ChipModel& chip = chip_of(board.chain.chip);
    const std::string chip_name{name(board.chain.chip)};
    if (board.chain.chips > chip.most_chips) return "names more chips than a chain of " + chip_name + " can address";
    return std::nullopt;
}

}  // namespace adit::boards
