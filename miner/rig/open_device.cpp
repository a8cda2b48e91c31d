// See open_device.hpp.
#include "miner/rig/open_device.hpp"

#include "boards/definition/catalog.hpp"
#include "boards/virtual/models.hpp"
#include "hal/linux/serial_pair.hpp"
#include "miner/rig/board_device.hpp"
#include "miner/rig/serial_board.hpp"

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
        {.stable_id = identity.stable_id, .board = *board, .control_port = {}, .is_emulated = true});
    if (!keeper) return failure(Problem{keeper.error()});
    identity.keeper = *keeper;
    return BoardDevice::open(*std::move(board), std::move(identity), std::move(connection), clock);
}

}  // namespace

DeviceResult open_device(const cli::DeviceSpec& spec, std::size_t ordinal, const hal::Clock& clock, CpuFactory& cpus,
                         Persistence& persistence, const Surroundings& around) {
    if (const auto* cpu = std::get_if<cli::CpuSpec>(&spec.what)) return cpus.open(spec, *cpu, ordinal);
    if (const auto* board = std::get_if<cli::VirtualSpec>(&spec.what))
        return open_virtual(spec, *board, ordinal, clock, persistence);
    return open_serial(spec, std::get<cli::SerialSpec>(spec.what), clock, persistence, around);
}

}  // namespace adit::miner::rig
