#include "boards/host/drivable.hpp"

#include <algorithm>

#include "boards/definition/names.hpp"

namespace adit::boards {
namespace {

/// All sensors and the fan in one EMC2101: what `Instruments` reads.
bool has_one_emc2101(const BoardDefinition& board) {
    const auto is_external = [](const Sensor& sensor) { return sensor.part == SensorPart::emc2101_external; };
    const auto is_emc2101 = [&](const Sensor& sensor) {
        return is_external(sensor) || sensor.part == SensorPart::emc2101_internal;
    };
    return std::ranges::all_of(board.sensors, is_emc2101) && std::ranges::any_of(board.sensors, is_external) &&
           board.fans.size() == 1 && board.fans.front().part == FanPart::emc2101;
}

}  // namespace

std::optional<std::string> why_not_drivable(const BoardDefinition& board) {
    if (board.control_bus.kind != ControlKind::bitaxe_raw) return "needs Adit on the board's own controller";
    if (board.chain.chip != ChipFamily::bm1370)
        return "chains of " + std::string{name(board.chain.chip)} + " are described but not driven by this build";
    if (board.regulator.part != RegulatorPart::tps546d24a || board.regulator.family != Tps546Family::single_5v)
        return "its regulator is described but not driven by this build";
    if (!has_one_emc2101(board)) return "its sensors and fans are described but not driven by this build";
    return std::nullopt;
}

}  // namespace adit::boards
