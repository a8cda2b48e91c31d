// Which boards a USB device can be by its strings, and which of its ports is which. Touches nothing.
#pragma once

#include <span>
#include <string>

#include "boards/definition/board_definition.hpp"
#include "miner/cli/usb_serial.hpp"

namespace adit::miner::cli {

/// VID:PID and the strings a rule names.
[[nodiscard]] bool strings_fit(const UsbSerialPort& port, const boards::BoardDefinition& board);

/// The port is the board's chain port by its interface number.
[[nodiscard]] bool is_data_port(const UsbSerialPort& port, const boards::BoardDefinition& board) noexcept;

/// The control port of the same device, or null.
[[nodiscard]] const UsbSerialPort* control_port_of(const UsbSerialPort& data, const boards::BoardDefinition& board,
                                                   std::span<const UsbSerialPort> all);

/// `c0de:cafe "OSMU" "Bitaxe"`.
[[nodiscard]] std::string describe(const UsbSerialPort& port);

}  // namespace adit::miner::cli
