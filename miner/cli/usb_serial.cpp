// See usb_serial.hpp. Layout: Documentation/ABI/testing/sysfs-bus-usb of the kernel.
#include "miner/cli/usb_serial.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <optional>
#include <tuple>

#include "boards/safeoff/state_path.hpp"

namespace adit::miner::cli {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t longest_text = 126;

std::string read_attribute(const fs::path& file) {
    std::string text(longest_text, '\0');
    std::ifstream stream{file, std::ios::binary};
    stream.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(std::max<std::streamsize>(0, stream.gcount())));
    std::erase_if(text, [](char c) { return c < ' ' || c > '~'; });
    return text;
}

template <class Number>
std::optional<Number> read_hex(const fs::path& file) {
    const std::string text = read_attribute(file);
    Number value{};
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value, 16);
    if (parsed.ec != std::errc{}) return std::nullopt;
    return value;
}

/// What the kernel calls the node in /dev, if it says; else the folder's name is it.
std::string device_name(const fs::path& tty) {
    constexpr std::string_view key = "DEVNAME=";
    std::ifstream stream{tty / "uevent"};
    for (std::string line; std::getline(stream, line) && line.size() <= longest_text;)
        if (line.starts_with(key) && line.find("..") == std::string::npos) return line.substr(key.size());
    return tty.filename().string();
}

/// The port's folder is below its interface, which is below its device.
std::optional<UsbSerialPort> describe_port(const fs::path& tty) {
    std::error_code error;
    UsbSerialPort port{.tty = "/dev/" + device_name(tty),
                       .usb_device = {},
                       .port = {},
                       .manufacturer_name = {},
                       .product_name = {},
                       .serial = {}};
    const fs::path start = fs::canonical(tty / "device", error);
    if (error) return std::nullopt;
    for (fs::path folder = start; folder.has_relative_path(); folder = folder.parent_path()) {
        if (const auto number = read_hex<int>(folder / "bInterfaceNumber")) port.interface_number = *number;
        const auto vendor = read_hex<std::uint16_t>(folder / "idVendor");
        const auto product = read_hex<std::uint16_t>(folder / "idProduct");
        if (!vendor || !product) continue;
        port.usb_device = folder.string();
        port.port = folder.filename().string();
        port.vendor = *vendor;
        port.product = *product;
        port.release = read_hex<std::uint16_t>(folder / "bcdDevice").value_or(std::uint16_t{0});
        port.manufacturer_name = read_attribute(folder / "manufacturer");
        port.product_name = read_attribute(folder / "product");
        port.serial = read_attribute(folder / "serial");
        return port;
    }
    return std::nullopt;
}

}  // namespace

std::vector<UsbSerialPort> list_usb_serial(const fs::path& sys_class_tty) {
    std::vector<UsbSerialPort> ports;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator{sys_class_tty, error})
        if (auto port = describe_port(entry.path())) ports.push_back(*std::move(port));
    std::ranges::sort(ports, {}, [](const UsbSerialPort& p) { return std::tie(p.usb_device, p.interface_number); });
    return ports;
}

std::string stable_id(const UsbSerialPort& port, std::span<const UsbSerialPort> all) {
    const auto is_another = [&](const UsbSerialPort& other) {
        return other.usb_device != port.usb_device && other.vendor == port.vendor && other.product == port.product &&
               other.serial == port.serial;
    };
    if (port.serial.empty() || std::ranges::any_of(all, is_another))
        return "usb:" + boards::safeoff::file_name(port.port, "");
    return fmt::format("usb:{:04x}:{:04x}:{}", port.vendor, port.product, boards::safeoff::file_name(port.serial, ""));
}

}  // namespace adit::miner::cli
