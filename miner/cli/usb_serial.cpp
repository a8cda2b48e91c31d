// See usb_serial.hpp. Layout: Documentation/ABI/testing/sysfs-bus-usb of the kernel.
#include "miner/cli/usb_serial.hpp"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <optional>
#include <tuple>

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

/// The port's folder is below its interface, which is below its device.
std::optional<UsbSerialPort> describe_port(const fs::path& tty) {
    std::error_code error;
    UsbSerialPort port{
        .tty = "/dev/" + tty.filename().string(), .usb_device = {}, .manufacturer_name = {}, .product_name = {}};
    const fs::path start = fs::canonical(tty / "device", error);
    if (error) return std::nullopt;
    for (fs::path folder = start; folder.has_relative_path(); folder = folder.parent_path()) {
        if (const auto number = read_hex<int>(folder / "bInterfaceNumber")) port.interface_number = *number;
        const auto vendor = read_hex<std::uint16_t>(folder / "idVendor");
        const auto product = read_hex<std::uint16_t>(folder / "idProduct");
        if (!vendor || !product) continue;
        port.usb_device = folder.string();
        port.vendor = *vendor;
        port.product = *product;
        port.manufacturer_name = read_attribute(folder / "manufacturer");
        port.product_name = read_attribute(folder / "product");
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

}  // namespace adit::miner::cli
