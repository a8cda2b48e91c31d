// What is attached and which board it would be: the processor, emulated boards, and USB serial ports by their strings.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "boards/definition/board_definition.hpp"
#include "miner/cli/usb_serial.hpp"

namespace adit::miner::cli {

/// One line of `adit detect`.
struct Detected {
    std::string spec;        ///< what to give to --device
    std::string board;       ///< name of the board definition, empty for none
    std::string matched_by;  ///< "built in", "usb strings"
    bool usable = false;
    std::string reason;  ///< why not, or what to know
};

/// `may_open` tells whether this user can open a port (access(2) but for tests).
[[nodiscard]] std::vector<Detected> detect(std::span<const UsbSerialPort> ports,
                                           std::span<const boards::BoardDefinition> boards,
                                           bool (*may_open)(const std::string& path));

}  // namespace adit::miner::cli
