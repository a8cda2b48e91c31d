// See candidates.hpp.
#include "miner/rig/candidates.hpp"

#include <array>

#include "hal/bridge/bridge_i2c.hpp"
#include "hal/bridge/control_port.hpp"
#include "hal/bridge/dialect.hpp"
#include "hal/bridge/probing.hpp"
#include "hal/bridge/product.hpp"
#include "miner/cli/usb_match.hpp"

namespace adit::miner::rig {

namespace {

using hal::bridge::ControlError;
using hal::bridge::ControlPort;

/// In place of a bus behind a bridge that is silent: each of its parts would cost a time-out of its own.
class DeadBus final : public hal::I2cBus {
    Expected<void, hal::I2cError> do_transfer(std::uint8_t, std::span<const std::byte>, std::span<std::byte>) override {
        return failure(hal::I2cError::timeout);
    }
};

/// What comes before the first part: is the link in step, and a bus clock that every part knows. A refusal is an
/// answer.
bool is_ready(ControlPort& port) {
    hal::bridge::SafeProbing probing{{}};
    while (const auto step = probing.next()) {
        std::array<std::byte, hal::bridge::max_reply_size> reply{};
        const auto done = port.transact(step->request, std::span{reply}.first(step->request.reply_size()));
        if (done) continue;
        const ControlError error = done.error();
        if (error == ControlError::timeout || error == ControlError::disconnected || error == ControlError::io)
            return false;
    }
    return true;
}

}  // namespace

boards::BoardDefinition as_plugged(boards::BoardDefinition board, const cli::UsbSerialPort& usb) {
    const auto known = hal::bridge::identify({.vendor = usb.vendor,
                                              .product = usb.product,
                                              .release = usb.release,
                                              .manufacturer = usb.manufacturer_name,
                                              .product_name = usb.product_name});
    if (known) board.control_bus.dialect = hal::bridge::name(known->dialect);
    return board;
}

boards::Identification identify_behind(hal::Serial& control, const boards::BoardDefinition& board,
                                       const hal::Clock& clock) {
    const auto dialect = hal::bridge::parse_dialect(board.control_bus.dialect).value_or(hal::bridge::Dialect::v0);
    ControlPort port{control, clock, {.dialect = dialect, .pins = hal::bridge::PinScope::reset_only}};
    if (DeadBus dead; !is_ready(port)) return boards::identify(board, dead);
    hal::bridge::BridgeI2cBus bus{port};
    return boards::identify(board, bus);
}

std::vector<const boards::BoardDefinition*> boards_by_strings(const cli::UsbSerialPort& data,
                                                              std::span<const boards::BoardDefinition> known) {
    std::vector<const boards::BoardDefinition*> boards;
    for (const boards::BoardDefinition& board : known)
        if (cli::strings_fit(data, board) && cli::is_data_port(data, board)) boards.push_back(&board);
    return boards;
}

std::vector<Candidate> ask_parts(hal::Serial& control, const cli::UsbSerialPort& usb,
                                 std::span<const boards::BoardDefinition* const> boards, const hal::Clock& clock) {
    std::vector<Candidate> asked;
    for (const boards::BoardDefinition* board : boards)
        asked.push_back({board->name, identify_behind(control, as_plugged(*board, usb), clock)});
    return asked;
}

}  // namespace adit::miner::rig
