// How hot the processor is, from what the kernel shows of its own sensors (hwmon, else thermal zones).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "hal/units.hpp"

namespace adit::hal {

class PackageThermometer {
public:
    /// Looks once which sensors there are: those of whole packages, never of single cores or other parts.
    explicit PackageThermometer(const std::string& sysfs = "/sys");

    [[nodiscard]] bool is_present() const noexcept { return !files_.empty(); }
    /// The hottest package; none where there is no sensor, or one of them gives no plausible value (SA-9).
    [[nodiscard]] std::optional<Celsius> read() const;

private:
    std::vector<std::string> files_;  ///< millidegrees, one number each
};

}  // namespace adit::hal
