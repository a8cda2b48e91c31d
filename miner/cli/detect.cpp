// See detect.hpp.
#include "miner/cli/detect.hpp"

#include <algorithm>

#include "boards/virtual/models.hpp"

namespace adit::miner::cli {

namespace {

bool matches(const UsbSerialPort& port, const boards::MatchRule& rule) {
    return port.vendor == rule.usb_vendor && port.product == rule.usb_product &&
           (rule.manufacturer.empty() || port.manufacturer_name == rule.manufacturer) &&
           (rule.product.empty() || port.product_name == rule.product);
}

/// The sibling port with that interface number, or the end.
const UsbSerialPort* sibling(std::span<const UsbSerialPort> ports, const UsbSerialPort& of, int interface_number) {
    const auto found = std::ranges::find_if(ports, [&](const UsbSerialPort& port) {
        return port.usb_device == of.usb_device && port.interface_number == interface_number;
    });
    return found == ports.end() ? nullptr : &*found;
}

Detected judge(const UsbSerialPort& data, const UsbSerialPort* control, const boards::BoardDefinition& board,
               bool (*may_open)(const std::string&)) {
    Detected row{.spec = "serial:" + data.tty + "?board=" + board.name,
                 .board = board.name,
                 .matched_by = "usb strings",
                 .reason = {}};
    if (control == nullptr) {
        row.reason = "its control port is missing: unplug it and plug it in again";
        return row;
    }
    row.spec += "&control=" + control->tty;
    if (!may_open(data.tty) || !may_open(control->tty))
        row.reason =
            "no permission for " + data.tty + " and " + control->tty + ": add your user to the group that owns them";
    else
        row.reason =
            "several boards share these strings and this build does not energise physical boards yet: stays off";
    return row;
}

}  // namespace

std::vector<Detected> detect(std::span<const UsbSerialPort> ports, std::span<const boards::BoardDefinition> boards,
                             bool (*may_open)(const std::string& path)) {
    std::vector<Detected> found{{"cpu", "", "built in", true, ""}};
    for (const boards::BoardDefinition& board : boards)
        if (boards::virtual_device::has_model(board.name))
            found.push_back({"virtual:" + board.name, board.name, "built in", true, "emulated"});
    for (const UsbSerialPort& port : ports)
        for (const boards::BoardDefinition& board : boards) {
            const bool is_data =
                port.interface_number >= 2 * board.chain_bus.interface_number &&
                port.interface_number <= 2 * board.chain_bus.interface_number + 1 &&
                std::ranges::any_of(board.match, [&](const auto& rule) { return matches(port, rule); });
            // A CDC-ACM function takes two USB interfaces: function 0 is interface 0 (and 1), function 1 is 2 (and 3).
            if (is_data)
                found.push_back(
                    judge(port, sibling(ports, port, 2 * board.control_bus.interface_number), board, may_open));
        }
    return found;
}

}  // namespace adit::miner::cli
