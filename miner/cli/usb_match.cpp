// See usb_match.hpp. A CDC-ACM function takes two USB interfaces: function 0 is interface 0 (and 1), function 1 is 2
// (and 3).
#include "miner/cli/usb_match.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace adit::miner::cli {

namespace {

constexpr int interfaces_per_function = 2;

bool fits(const UsbSerialPort& port, const boards::MatchRule& rule) {
    return port.vendor == rule.usb_vendor && port.product == rule.usb_product &&
           (rule.manufacturer.empty() || port.manufacturer_name == rule.manufacturer) &&
           (rule.product.empty() || port.product_name == rule.product);
}

}  // namespace

bool strings_fit(const UsbSerialPort& port, const boards::BoardDefinition& board) {
    return std::ranges::any_of(board.match, [&](const boards::MatchRule& rule) { return fits(port, rule); });
}

bool is_data_port(const UsbSerialPort& port, const boards::BoardDefinition& board) noexcept {
    return port.interface_number / interfaces_per_function == board.chain_bus.interface_number;
}

const UsbSerialPort* control_port_of(const UsbSerialPort& data, const boards::BoardDefinition& board,
                                     std::span<const UsbSerialPort> all) {
    const auto found = std::ranges::find_if(all, [&](const UsbSerialPort& port) {
        return port.usb_device == data.usb_device &&
               port.interface_number == interfaces_per_function * board.control_bus.interface_number;
    });
    return found == all.end() ? nullptr : &*found;
}

std::string describe(const UsbSerialPort& port) {
    return fmt::format("{:04x}:{:04x} \"{}\" \"{}\"", port.vendor, port.product, port.manufacturer_name,
                       port.product_name);
}

}  // namespace adit::miner::cli
