// See processor_quota.hpp. Formats: the kernel's cgroup-v2 document, "cpu.max" is `$MAX $PERIOD` in microseconds.
#include "hal/linux/processor_quota.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string_view>

namespace adit::hal {

namespace {

namespace fs = std::filesystem;

/// The path of the unified hierarchy, "/user.slice/…"; empty without one.
std::string own_group(const std::string& root) {
    constexpr std::string_view unified = "0::";
    std::ifstream groups{root + "/proc/self/cgroup"};
    for (std::string line; std::getline(groups, line);)
        if (line.starts_with(unified)) return line.substr(unified.size());
    return {};
}

std::optional<double> limit_of(const fs::path& group) {
    std::ifstream file{group / "cpu.max"};
    double quota = 0, period = 0;
    // "max 100000" fails at the first word: no limit.
    if (!(file >> quota >> period) || !(quota > 0) || !(period > 0)) return std::nullopt;
    return quota / period;
}

}  // namespace

std::optional<double> processor_quota(const std::string& root) {
    const fs::path top = root + "/sys/fs/cgroup";
    fs::path group = own_group(root);
    std::optional<double> tightest;
    while (group.has_relative_path()) {
        if (const auto limit = limit_of(top / group.relative_path()))
            tightest = std::min(tightest.value_or(*limit), *limit);
        group = group.parent_path();
    }
    return tightest;
}

}  // namespace adit::hal
