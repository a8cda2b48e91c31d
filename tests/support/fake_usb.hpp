// A sysfs tree with USB serial ports, as the kernel lays it out, for code that takes the root as an argument.
#pragma once

#include <filesystem>
#include <fstream>
#include <string>

#include "tests/support/temporary_folder.hpp"

namespace adit::tests {

struct FakeUsbDevice {
    std::string port = "1-1.2", vendor = "c0de", product = "cafe", manufacturer = "OSMU", product_name = "Bitaxe",
                serial = "A1B2", release = "0100";
};

class FakeUsb {
public:
    [[nodiscard]] std::filesystem::path sys_class_tty() const {
        return std::filesystem::path{folder_.path()} / "class/tty";
    }

    /// `node` is the port's name below /dev: "ttyACM0", or "pts/5" for a pseudo terminal that plays a port.
    void plug(const FakeUsbDevice& device, int interface_number, const std::string& node) const {
        namespace fs = std::filesystem;
        const fs::path folder = fs::path{folder_.path()} / "devices" / device.port;
        const std::string number = (interface_number < 10 ? "0" : "") + std::to_string(interface_number);
        const fs::path interface_folder = folder / (device.port + ":1." + std::to_string(interface_number));
        fs::create_directories(interface_folder);
        write(folder / "idVendor", device.vendor);
        write(folder / "idProduct", device.product);
        write(folder / "bcdDevice", device.release);
        write(folder / "manufacturer", device.manufacturer);
        write(folder / "product", device.product_name);
        if (!device.serial.empty()) write(folder / "serial", device.serial);
        write(interface_folder / "bInterfaceNumber", number);
        std::string name = node;
        for (char& c : name)
            if (c == '/') c = '-';
        const fs::path tty = sys_class_tty() / name;
        fs::create_directories(tty);
        write(tty / "uevent", "MAJOR=166\nDEVNAME=" + node);
        fs::create_directory_symlink(interface_folder, tty / "device");
    }

private:
    static void write(const std::filesystem::path& file, const std::string& text) {
        std::ofstream{file} << text << '\n';
    }

    TemporaryFolder folder_;
};

}  // namespace adit::tests
