// Serial ports that belong to USB devices, as the kernel's sysfs lists them. Reads only; opens no port.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace adit::miner::cli {

struct UsbSerialPort {
    std::string tty;         ///< "/dev/ttyACM0"
    std::string usb_device;  ///< sysfs folder of the device: equal for the ports of one board
    std::string port;        ///< where it is plugged in: "1-1.2"
    std::uint16_t vendor{}, product{};
    std::uint16_t release{};                      ///< bcdDevice; 0: not known
    std::string manufacturer_name, product_name;  ///< printable, at most 126 characters (IN-51)
    std::string serial;                           ///< as above; empty: the device has none
    int interface_number{};
};

/// All of them, sorted by device and interface. `sys_class_tty` is /sys/class/tty but for tests.
[[nodiscard]] std::vector<UsbSerialPort> list_usb_serial(const std::filesystem::path& sys_class_tty = "/sys/class/tty");

/// The name by which a device is remembered whatever its tty is called: "usb:c0de:cafe:SERIAL", or "usb:1-1.2" by its
/// place where it has no serial number or another device of `all` has the same. Without spaces, printable.
[[nodiscard]] std::string stable_id(const UsbSerialPort& port, std::span<const UsbSerialPort> all);

}  // namespace adit::miner::cli
