// What is attached and which board it would be: the processor, emulated boards, and USB serial ports by their strings,
// by their parts where those were asked, and by what the operator said.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "boards/definition/board_definition.hpp"
#include "boards/host/operator_book.hpp"
#include "miner/cli/usb_serial.hpp"
#include "miner/rig/candidates.hpp"

namespace adit::miner::cli {

/// One line of `adit detect`.
struct Detected {
    std::string spec;        ///< what to give to --device
    std::string board;       ///< name of the board definition; empty for none, or several
    std::string matched_by;  ///< "built in", "usb strings", "parts", "assigned"
    bool usable = false;
    std::string reason;                   ///< why not, or what to know
    std::string id;                       ///< how the device is remembered; empty for what is not attached
    std::vector<std::string> candidates;  ///< boards it can be
};

/// Asks the parts of a board behind a control port, in the dialect of its bridge; none: the port cannot be opened.
using AskParts = std::function<std::optional<std::vector<rig::Candidate>>(
    const UsbSerialPort& control, std::span<const boards::BoardDefinition* const> boards)>;

struct Looking {
    bool (*may_open)(const std::string& path);  ///< whether this user can open a port (access(2) but for tests)
    AskParts ask;                               ///< empty: parts are not asked
};

/// One row a device: the processor, the emulators, every USB device that some board's strings fit.
[[nodiscard]] std::vector<Detected> detect(std::span<const UsbSerialPort> ports,
                                           std::span<const boards::BoardDefinition> boards,
                                           const boards::OperatorBook& book, const Looking& looking);

}  // namespace adit::miner::cli
