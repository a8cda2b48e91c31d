// Which of the boards Adit knows a device can be: by its USB strings, then by its parts, asked over the bridge with the
// core off.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "boards/definition/board_definition.hpp"
#include "boards/host/identify.hpp"
#include "hal/clock.hpp"
#include "hal/serial.hpp"
#include "miner/cli/usb_serial.hpp"

namespace adit::miner::rig {

/// The board as this device has it: where USB strings and release number tell which dialect the bridge speaks, that is
/// the dialect, whatever the board file says.
[[nodiscard]] boards::BoardDefinition as_plugged(boards::BoardDefinition board, const cli::UsbSerialPort& usb);

/// Asks the parts of one board. `control` is its bridge's port, at rest. Reads only, but for the speed of the bus; no
/// line is driven. A bridge that does not answer shows as silent parts, after 0.2 s.
[[nodiscard]] boards::Identification identify_behind(hal::Serial& control, const boards::BoardDefinition& board,
                                                     const hal::Clock& clock);

struct Candidate {
    std::string board;
    boards::Identification identification;
};

/// The boards of `known` whose strings fit the device and whose data port `data` can be.
[[nodiscard]] std::vector<const boards::BoardDefinition*> boards_by_strings(
    const cli::UsbSerialPort& data, std::span<const boards::BoardDefinition> known);

/// Asks the parts of each of them, also of those that then do not fit. `usb`: a port of the device.
[[nodiscard]] std::vector<Candidate> ask_parts(hal::Serial& control, const cli::UsbSerialPort& usb,
                                               std::span<const boards::BoardDefinition* const> boards,
                                               const hal::Clock& clock);

}  // namespace adit::miner::rig
