// See package_temperature.hpp. Files and units: the kernel's hwmon and thermal sysfs interfaces.
#include "hal/linux/package_temperature.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <string_view>
#include <system_error>

namespace adit::hal {

namespace {

namespace fs = std::filesystem;

/// A driver's name and how its package sensor's label begins; an empty label: its first sensor, labelled or not.
struct Driver {
    std::string_view name, label;
};
constexpr std::array drivers{Driver{"coretemp", "Package id"}, Driver{"k10temp", "Tctl"}, Driver{"zenpower", "Tdie"},
                             Driver{"cpu_thermal", ""}};
constexpr std::array<std::string_view, 4> zones{"x86_pkg_temp", "cpu-thermal", "cpu_thermal", "soc-thermal"};

std::string first_line(const fs::path& file) {
    std::ifstream stream{file};
    std::string line;
    std::getline(stream, line);
    return line;
}

std::vector<fs::path> entries_of(const fs::path& folder) {
    std::error_code ignored;
    std::vector<fs::path> entries;
    for (const auto& entry : fs::directory_iterator{folder, ignored}) entries.push_back(entry.path());
    std::ranges::sort(entries);
    return entries;
}

bool is_input(const std::string& file) { return file.starts_with("temp") && file.ends_with("_input"); }

void add_sensors_of(const fs::path& device, const Driver& driver, std::vector<std::string>& files) {
    constexpr std::string_view suffix = "input";
    for (const fs::path& entry : entries_of(device)) {
        const std::string name = entry.filename();
        if (!is_input(name)) continue;
        if (driver.label.empty() && name != "temp1_input") continue;
        const fs::path label = device / (name.substr(0, name.size() - suffix.size()) + "label");
        if (first_line(label).starts_with(driver.label)) files.push_back(entry);
    }
}

std::vector<std::string> hwmon_sensors(const fs::path& sysfs) {
    std::vector<std::string> files;
    for (const fs::path& device : entries_of(sysfs / "class/hwmon")) {
        const std::string name = first_line(device / "name");
        const auto driver = std::ranges::find(drivers, name, &Driver::name);
        if (driver != drivers.end()) add_sensors_of(device, *driver, files);
    }
    return files;
}

std::vector<std::string> thermal_zones(const fs::path& sysfs) {
    std::vector<std::string> files;
    for (const fs::path& zone : entries_of(sysfs / "class/thermal"))
        if (std::ranges::find(zones, first_line(zone / "type")) != zones.end()) files.push_back(zone / "temp");
    return files;
}

std::optional<Celsius> read_sensor(const std::string& file) {
    constexpr double millidegrees = 1000.0, coldest = -40.0, hottest = 150.0;
    std::ifstream stream{file};
    double value = 0;
    if (!(stream >> value)) return std::nullopt;
    const Celsius read{value / millidegrees};
    return read.value > coldest && read.value < hottest ? std::optional{read} : std::nullopt;
}

}  // namespace

PackageThermometer::PackageThermometer(const std::string& sysfs) : files_{hwmon_sensors(sysfs)} {
    if (files_.empty()) files_ = thermal_zones(sysfs);
}

std::optional<Celsius> PackageThermometer::read() const {
    std::optional<Celsius> hottest;
    for (const std::string& file : files_) {
        const auto one = read_sensor(file);
        if (!one) return std::nullopt;
        hottest = std::max(hottest.value_or(*one), *one);
    }
    return hottest;
}

}  // namespace adit::hal
