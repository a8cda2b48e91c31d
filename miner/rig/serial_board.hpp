// A board behind two serial ports, real or served: opened, identified, and cleared for power or not.
#pragma once

#include <memory>

#include "hal/clock.hpp"
#include "hal/expected.hpp"
#include "miner/cli/board_source.hpp"
#include "miner/cli/device_spec.hpp"
#include "miner/rig/board_device.hpp"
#include "miner/rig/clearance.hpp"
#include "miner/rig/persistence.hpp"
#include "miner/rig/surroundings.hpp"

namespace adit::miner::rig {

/// A board whose ports are open and whose parts have been asked; nothing was written to it yet.
struct SerialBoard {
    cli::BoardSource source;
    BoardConnection connection;
    std::string stable_id;  ///< "usb:…" for a USB device, else "serial:PORT"
    bool is_emulated{};
    boards::Identification identification;
    Clearance clearance;
};

/// Errors: `usage`, `config` (the board), `no_hardware` (ports; a regulator that is another part: such a board is not
/// touched), `permission`.
[[nodiscard]] Expected<SerialBoard, cli::Problem> open_serial_board(const cli::DeviceSpec& spec,
                                                                    const cli::SerialSpec& what,
                                                                    const hal::Clock& clock,
                                                                    const Persistence& persistence,
                                                                    const Surroundings& around);

/// The same with its keeper, for the rig. Errors also: `config` (no safe-off record can be made, the state directory).
[[nodiscard]] Expected<PreparedBoard, cli::Problem> prepare_serial(const cli::DeviceSpec& spec,
                                                                   const cli::SerialSpec& what, const hal::Clock& clock,
                                                                   Persistence& persistence,
                                                                   const Surroundings& around);

}  // namespace adit::miner::rig
