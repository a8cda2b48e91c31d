// See open_device.hpp.
#include "miner/rig/open_device.hpp"

#include "hal/linux/serial_pair.hpp"
#include "miner/cli/board_source.hpp"
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

/// An emulated board, of the catalogue or of a file, on in-process serial pairs.
Expected<PreparedBoard, Problem> prepare_virtual(const cli::DeviceSpec& spec, const cli::VirtualSpec& what,
                                                 std::size_t ordinal, const hal::Clock& clock,
                                                 Persistence& persistence) {
    auto source = cli::load_board(what.board);
    if (!source) return problem(source.error().code, spec, source.error().line);
    const auto parsed = boards::virtual_device::parse_options(what.query);
    if (!parsed) return problem(ExitCode::usage, spec, parsed.error().text);
    boards::BoardDefinition board = boards::virtual_device::with_overrides(std::move(source->definition), *parsed);
    const auto options = boards::virtual_device::with_fitting_rate(*parsed, board);
    auto control = hal::make_serial_pair(clock);
    auto data = hal::make_serial_pair(clock, board.chain_bus.baud);
    const auto port_of = [](std::unique_ptr<hal::SerialPairEnd> end) {
        hal::SerialPairEnd* raw = end.get();
        return boards::virtual_device::DevicePort{std::move(end), [raw] { return raw->far_baud(); }};
    };
    BoardConnection connection;
    connection.emulator = std::make_unique<boards::virtual_device::DeviceServer>(
        board, options, port_of(std::move(control.device)), port_of(std::move(data.device)), clock);
    connection.control = std::move(control.host);
    connection.data = std::move(data.host);
    BoardIdentity identity{.stable_id = "virtual:" + what.board + "#" + std::to_string(ordinal),
                           .spec = spec.text,
                           .kind = "virtual",
                           .zero_bits = options.zero_bits,
                           .holds = {},
                           .keeper = nullptr};
    // Dies with this process, so there is no port at which it could be switched off.
    const auto keeper = persistence.keeper_of(
        {.stable_id = identity.stable_id, .board = board, .control_port = {}, .is_emulated = true});
    if (!keeper) return failure(Problem{keeper.error()});
    identity.keeper = *keeper;
    return PreparedBoard{std::move(board), std::move(identity), std::move(connection), {}};
}

}  // namespace

Expected<PreparedBoard, Problem> prepare_board(const cli::DeviceSpec& spec, std::size_t ordinal,
                                               const hal::Clock& clock, Persistence& persistence,
                                               const Surroundings& around) {
    if (const auto* board = std::get_if<cli::VirtualSpec>(&spec.what))
        return prepare_virtual(spec, *board, ordinal, clock, persistence);
    if (const auto* board = std::get_if<cli::SerialSpec>(&spec.what))
        return prepare_serial(spec, *board, clock, persistence, around);
    return problem(ExitCode::usage, spec, "is not a board");
}

DeviceResult open_device(const cli::DeviceSpec& spec, std::size_t ordinal, const hal::Clock& clock, CpuFactory& cpus,
                         Persistence& persistence, const Surroundings& around) {
    if (const auto* cpu = std::get_if<cli::CpuSpec>(&spec.what)) return cpus.open(spec, *cpu, ordinal);
    auto board = prepare_board(spec, ordinal, clock, persistence, around);
    if (!board) return failure(std::move(board).error());
    for (const std::string& reason : board->reasons)
        around.notice("device=" + spec.text + " msg=\"stays off: " + reason + "\"");
    return BoardDevice::open(std::move(board->definition), std::move(board->identity), std::move(board->connection),
                             clock);
}

}  // namespace adit::miner::rig
