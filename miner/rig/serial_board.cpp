// See serial_board.hpp.
#include "miner/rig/serial_board.hpp"

#include <sys/stat.h>
#include <sys/sysmacros.h>

#include <algorithm>

#include "boards/definition/catalog.hpp"
#include "boards/host/drivable.hpp"
#include "hal/linux/serial_text.hpp"
#include "hal/linux/termios_serial.hpp"
#include "miner/cli/usb_match.hpp"
#include "miner/rig/candidates.hpp"

namespace adit::miner::rig {

namespace {

using cli::ExitCode;
using cli::Problem;

auto problem(ExitCode code, const cli::DeviceSpec& spec, const std::string& why) {
    return failure(Problem{code, "device " + spec.text + ": " + why});
}

Expected<std::unique_ptr<hal::Serial>, Problem> open_port(const cli::DeviceSpec& spec, const std::string& path,
                                                          Baud baud, const hal::Clock& clock) {
    auto port = hal::TermiosSerial::open(path, baud, clock);
    if (port) return *std::move(port);
    const bool is_denied = port.error() == hal::SerialError::no_permission;
    return problem(is_denied ? ExitCode::permission : ExitCode::no_hardware, spec,
                   path + ": " + std::string{hal::describe(port.error())});
}

Expected<BoardConnection, Problem> connect(const cli::DeviceSpec& spec, const cli::SerialSpec& what,
                                           const boards::BoardDefinition& board, const hal::Clock& clock) {
    constexpr Baud control_baud{115200};  // means nothing to a USB CDC port
    auto control = open_port(spec, what.control, control_baud, clock);
    if (!control) return failure(std::move(control).error());
    auto data = open_port(spec, what.data, board.chain_bus.baud, clock);
    if (!data) return failure(std::move(data).error());
    BoardConnection connection;
    connection.control = *std::move(control);
    connection.data = *std::move(data);
    return connection;
}

/// The USB device behind the two ports.
struct UsbPlace {
    std::vector<cli::UsbSerialPort> all;
    const cli::UsbSerialPort* data = nullptr;     ///< null: not a USB port
    const cli::UsbSerialPort* control = nullptr;  ///< null: not a port of the same device

    [[nodiscard]] bool fits(const boards::BoardDefinition& board) const {
        return data != nullptr && control != nullptr && cli::strings_fit(*data, board) &&
               cli::is_data_port(*data, board) && cli::control_port_of(*data, board, all) == control;
    }
};

UsbPlace find_usb(const cli::SerialSpec& what, const Surroundings& around) {
    UsbPlace place{.all = cli::list_usb_serial(around.sys_class_tty)};
    // Links such as /dev/serial/by-id lead to the node.
    const auto resolved = [](const std::string& path) {
        std::error_code error;
        const auto real = std::filesystem::canonical(path, error);
        return error ? path : real.string();
    };
    const std::string data = resolved(what.data), control = resolved(what.control);
    for (const cli::UsbSerialPort& port : place.all) {
        if (port.tty == data) place.data = &port;
        if (port.tty == control) place.control = &port;
    }
    if (place.data != nullptr && place.control != nullptr && place.data->usb_device != place.control->usb_device)
        place.control = nullptr;
    return place;
}

/// Every shipped board that strings and parts fit, and the named one where it does.
std::vector<std::string> candidates(const UsbPlace& usb, const cli::BoardSource& source, hal::Serial& control,
                                    const boards::Identification& named, const hal::Clock& clock) {
    const auto known = boards::catalog();
    std::vector<std::string> names;
    for (const Candidate& candidate : ask_parts(control, *usb.data, boards_by_strings(*usb.data, known), clock))
        if (candidate.identification.is_complete()) names.push_back(candidate.board);
    const std::string& name = source.definition.name;
    const bool is_listed = std::ranges::find(names, name) != names.end();
    if (!is_listed && named.is_complete()) names.push_back(name);
    return names;
}

std::string foreign_text(const SerialBoard& board) {
    return "id_mismatch: its regulator is not that of a " + board.source.definition.name +
           ", so nothing was written to it: " + boards::mismatches(board.identification);
}

}  // namespace

bool is_pseudo_terminal(const std::string& path) {
    struct stat status {};
    constexpr unsigned first_major = 136, last_major = 143;  // Linux device list, "Unix98 PTY slaves"
    if (::stat(path.c_str(), &status) != 0 || !S_ISCHR(status.st_mode)) return false;
    return major(status.st_rdev) >= first_major && major(status.st_rdev) <= last_major;
}

Expected<SerialBoard, Problem> open_serial_board(const cli::DeviceSpec& spec, const cli::SerialSpec& what,
                                                 const hal::Clock& clock, const Persistence& persistence,
                                                 const Surroundings& around) {
    auto source = cli::load_board(what.board);
    if (!source) return problem(source.error().code, spec, source.error().line);
    const bool is_emulated = around.is_emulated(what.data) && around.is_emulated(what.control);
    if (const auto reason =
            is_emulated ? boards::why_not_emulated(source->definition) : boards::why_not_drivable(source->definition))
        return problem(ExitCode::no_hardware, spec, "board " + source->definition.name + " " + *reason);
    auto connection = connect(spec, what, source->definition, clock);
    if (!connection) return failure(std::move(connection).error());
    const auto book = persistence.operator_book();
    if (!book) return failure(Problem{book.error()});

    SerialBoard board;
    board.source = *std::move(source);
    board.connection = *std::move(connection);
    const UsbPlace usb = find_usb(what, around);
    boards::BoardDefinition& definition = board.source.definition;
    if (usb.control != nullptr) definition = as_plugged(std::move(definition), *usb.control);
    board.is_emulated = is_emulated;
    board.identification = identify_behind(*board.connection.control, definition, clock);
    board.stable_id = usb.data != nullptr ? cli::stable_id(*usb.data, usb.all) : "serial:" + what.data;
    if (board.identification.has_foreign_regulator()) return problem(ExitCode::no_hardware, spec, foreign_text(board));
    BoardEvidence evidence{.board = definition.name,
                           .device = board.stable_id,
                           .approval = cli::approval_wanted(board.source, *book),
                           .is_emulated = board.is_emulated,
                           .fits_strings = usb.fits(definition),
                           .identification = board.identification,
                           .candidates = {},
                           .assigned = book->board_of(board.stable_id)};
    if (!board.is_emulated && usb.data != nullptr)
        evidence.candidates = candidates(usb, board.source, *board.connection.control, board.identification, clock);
    board.clearance = judge(evidence);
    return board;
}

Expected<PreparedBoard, Problem> prepare_serial(const cli::DeviceSpec& spec, const cli::SerialSpec& what,
                                                const hal::Clock& clock, Persistence& persistence,
                                                const Surroundings& around) {
    auto board = open_serial_board(spec, what, clock, persistence, around);
    if (!board) return failure(std::move(board).error());
    const auto keeper = persistence.keeper_of({.stable_id = board->stable_id,
                                               .board = board->source.definition,
                                               .control_port = what.control,
                                               .is_emulated = board->is_emulated});
    if (!keeper) return failure(Problem{keeper.error()});
    BoardIdentity identity{.stable_id = board->stable_id,
                           .spec = spec.text,
                           .kind = "serial",
                           .zero_bits = board->is_emulated ? what.zero_bits : std::uint8_t{32},
                           .holds = board->clearance.holds,
                           .keeper = *keeper};
    return PreparedBoard{std::move(board->source.definition), std::move(identity), std::move(board->connection),
                         std::move(board->clearance.reasons)};
}

}  // namespace adit::miner::rig
