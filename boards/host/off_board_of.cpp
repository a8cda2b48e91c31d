// See off_board_of.hpp.
#include "boards/host/off_board_of.hpp"

namespace adit::boards {

std::optional<safeoff::OffBoard> off_board_of(const BoardDefinition& board) {
    if (board.control_bus.kind == ControlKind::native) return std::nullopt;
    safeoff::OffBoard off{
        .name = board.name,
        .i2c_hz = board.control_bus.i2c_hz,
        .reset_gpio = board.chain.reset_gpio,
        .is_reset_low = board.chain.reset_active_low,
        .dialect = hal::bridge::parse_dialect(board.control_bus.dialect).value_or(hal::bridge::Dialect::v0)};
    if (board.regulator.part == RegulatorPart::tps546d24a) off.operation = board.regulator.address;
    if (board.regulator.enable)
        off.enable = safeoff::OffLine{board.regulator.enable->gpio, board.regulator.enable->is_on_low};
    if (!off.operation && !off.enable) return std::nullopt;
    return off;
}

}  // namespace adit::boards
