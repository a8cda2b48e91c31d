// See candidates.hpp.
#include "miner/rig/candidates.hpp"

#include "hal/bridge/bridge_i2c.hpp"
#include "hal/bridge/control_port.hpp"
#include "hal/bridge/dialect.hpp"
#include "miner/cli/usb_match.hpp"

namespace adit::miner::rig {

boards::Identification identify_behind(hal::Serial& control, const boards::BoardDefinition& board,
                                       const hal::Clock& clock) {
    const auto dialect = hal::bridge::parse_dialect(board.control_bus.dialect).value_or(hal::bridge::Dialect::v0);
    hal::bridge::ControlPort port{control, clock, {.dialect = dialect, .pins = hal::bridge::PinScope::reset_only}};
    hal::bridge::BridgeI2cBus bus{port};
    // A bridge that does not answer shows as silent parts.
    (void)bus.set_frequency(board.control_bus.i2c_hz);
    return boards::identify(board, bus);
}

std::vector<const boards::BoardDefinition*> boards_by_strings(const cli::UsbSerialPort& data,
                                                              std::span<const boards::BoardDefinition> known) {
    std::vector<const boards::BoardDefinition*> boards;
    for (const boards::BoardDefinition& board : known)
        if (cli::strings_fit(data, board) && cli::is_data_port(data, board)) boards.push_back(&board);
    return boards;
}

std::vector<Candidate> ask_parts(hal::Serial& control, std::span<const boards::BoardDefinition* const> boards,
                                 const hal::Clock& clock) {
    std::vector<Candidate> asked;
    for (const boards::BoardDefinition* board : boards)
        asked.push_back({board->name, identify_behind(control, *board, clock)});
    return asked;
}

}  // namespace adit::miner::rig
