// See open_device.hpp.
#include "miner/rig/open_device.hpp"

#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "boards/definition/catalog.hpp"
#include "boards/virtual/models.hpp"
#include "hal/linux/serial_pair.hpp"
#include "hal/linux/serial_text.hpp"
#include "hal/linux/termios_serial.hpp"
#include "miner/rig/board_device.hpp"

namespace adit::miner::rig {

namespace {

using cli::ExitCode;
using cli::Problem;
using DeviceResult = Expected<std::unique_ptr<Device>, Problem>;

auto problem(ExitCode code, const cli::DeviceSpec& spec, const std::string& why) {
    return failure(Problem{code, "device " + spec.text + ": " + why});
}

Expected<boards::BoardDefinition, Problem> known_board(const cli::DeviceSpec& spec, const std::string& name) {
    auto board = boards::find_board(name);
    if (board) return *std::move(board);
    return problem(ExitCode::usage, spec, "no board is called \"" + name + "\"; `adit boards` lists them");
}

/// An emulated board on in-process serial pairs.
DeviceResult open_virtual(const cli::DeviceSpec& spec, const cli::VirtualSpec& what, std::size_t ordinal,
                          const hal::Clock& clock, Persistence& persistence) {
    auto board = known_board(spec, what.board);
    if (!board) return failure(std::move(board).error());
    if (!boards::virtual_device::has_model(board->name))
        return problem(ExitCode::usage, spec, "no emulator of this board is in this build; `adit detect` lists them");
    const auto options = boards::virtual_device::parse_options(what.query);
    if (!options) return problem(ExitCode::usage, spec, options.error().text);
    auto control = hal::make_serial_pair(clock);
    auto data = hal::make_serial_pair(clock, board->chain_bus.baud);
    const auto port_of = [](std::unique_ptr<hal::SerialPairEnd> end) {
        hal::SerialPairEnd* raw = end.get();
        return boards::virtual_device::DevicePort{std::move(end), [raw] { return raw->far_baud(); }};
    };
    BoardConnection connection;
    connection.emulator = std::make_unique<boards::virtual_device::DeviceServer>(
        *board, *options, port_of(std::move(control.device)), port_of(std::move(data.device)), clock);
    connection.control = std::move(control.host);
    connection.data = std::move(data.host);
    BoardIdentity identity{.stable_id = "virtual:" + what.board + "#" + std::to_string(ordinal),
                           .spec = spec.text,
                           .kind = "virtual",
                           .zero_bits = options->zero_bits,
                           .holds = {},
                           .keeper = nullptr};
    // Dies with this process, so there is no port at which it could be switched off.
    const auto keeper = persistence.keeper_of(
        {.stable_id = identity.stable_id, .board = what.board, .control_port = {}, .is_emulated = true});
    if (!keeper) return failure(Problem{keeper.error()});
    identity.keeper = *keeper;
    return BoardDevice::open(*std::move(board), std::move(identity), std::move(connection), clock);
}

ExitCode code_of(hal::SerialError error) {
    return error == hal::SerialError::no_permission ? ExitCode::permission : ExitCode::no_hardware;
}

/// True for a pseudo terminal: never hardware, so a board behind it is an emulator (adit-lab serve).
bool is_pseudo_terminal(const std::string& path) {
    struct stat status {};
    constexpr unsigned first_major = 136, last_major = 143;  // Linux device list, "Unix98 PTY slaves"
    if (::stat(path.c_str(), &status) != 0 || !S_ISCHR(status.st_mode)) return false;
    return major(status.st_rdev) >= first_major && major(status.st_rdev) <= last_major;
}

DeviceResult open_serial(const cli::DeviceSpec& spec, const cli::SerialSpec& what, const hal::Clock& clock,
                         Persistence& persistence) {
    auto board = known_board(spec, what.board);
    if (!board) return failure(std::move(board).error());
    BoardConnection connection;
    constexpr Baud control_baud{115200};  // means nothing to a USB CDC port
    auto control = hal::TermiosSerial::open(what.control, control_baud, clock);
    if (!control)
        return problem(code_of(control.error()), spec,
                       what.control + ": " + std::string{hal::describe(control.error())});
    auto data = hal::TermiosSerial::open(what.data, board->chain_bus.baud, clock);
    if (!data) return problem(code_of(data.error()), spec, what.data + ": " + std::string{hal::describe(data.error())});
    connection.control = *std::move(control);
    connection.data = *std::move(data);
    BoardIdentity identity{.stable_id = "serial:" + what.data,
                           .spec = spec.text,
                           .kind = "serial",
                           .zero_bits = 32,
                           .holds = {},
                           .keeper = nullptr};
    const bool is_emulated = is_pseudo_terminal(what.data) && is_pseudo_terminal(what.control);
    if (is_emulated) identity.zero_bits = what.zero_bits;
    // Physical boards are not energised before every fact of the board issue is in place.
    if (!is_emulated) identity.holds.insert(boards::safety::NotArmed::config_unverified);
    const auto keeper = persistence.keeper_of({.stable_id = identity.stable_id,
                                               .board = what.board,
                                               .control_port = what.control,
                                               .is_emulated = is_emulated});
    if (!keeper) return failure(Problem{keeper.error()});
    identity.keeper = *keeper;
    return BoardDevice::open(*std::move(board), std::move(identity), std::move(connection), clock);
}

}  // namespace

DeviceResult open_device(const cli::DeviceSpec& spec, std::size_t ordinal, const hal::Clock& clock, CpuFactory& cpus,
                         Persistence& persistence) {
    if (const auto* cpu = std::get_if<cli::CpuSpec>(&spec.what)) return cpus.open(spec, *cpu, ordinal);
    if (const auto* board = std::get_if<cli::VirtualSpec>(&spec.what))
        return open_virtual(spec, *board, ordinal, clock, persistence);
    return open_serial(spec, std::get<cli::SerialSpec>(spec.what), clock, persistence);
}

}  // namespace adit::miner::rig
