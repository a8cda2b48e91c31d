// What the kernel shows of processor temperatures and quotas, in a tree of our own.
#include "hal/linux/package_temperature.hpp"

#include <filesystem>
#include <fstream>

#include "hal/linux/processor_quota.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace adit;

namespace {

struct Tree {
    tests::TemporaryFolder folder;

    void put(const std::string& file, const std::string& text) const {
        const std::filesystem::path path = folder.path() + "/" + file;
        std::filesystem::create_directories(path.parent_path());
        std::ofstream{path} << text << "\n";
    }
    [[nodiscard]] std::optional<Celsius> read() const { return hal::PackageThermometer{folder.path()}.read(); }
};

}  // namespace

TEST_CASE("HZ-31: of the sensors of an Intel processor the package counts, not its cores") {
    const Tree tree;
    tree.put("class/hwmon/hwmon0/name", "nvme");
    tree.put("class/hwmon/hwmon0/temp1_input", "99000");
    tree.put("class/hwmon/hwmon1/name", "coretemp");
    tree.put("class/hwmon/hwmon1/temp1_label", "Package id 0");
    tree.put("class/hwmon/hwmon1/temp1_input", "61500");
    tree.put("class/hwmon/hwmon1/temp2_label", "Core 0");
    tree.put("class/hwmon/hwmon1/temp2_input", "90000");
    CHECK(tree.read() == Celsius{61.5});
}

TEST_CASE("HZ-31: the hottest of several packages counts, and an unreadable one makes all unknown") {
    const Tree tree;
    for (const char* device : {"hwmon0", "hwmon1"}) {
        const std::string folder = std::string{"class/hwmon/"} + device;
        tree.put(folder + "/name", "k10temp");
        tree.put(folder + "/temp1_label", "Tctl");
        tree.put(folder + "/temp1_input", "50000");
    }
    tree.put("class/hwmon/hwmon1/temp1_input", "70000");
    CHECK(tree.read() == Celsius{70.0});
    tree.put("class/hwmon/hwmon0/temp1_input", "");
    CHECK_FALSE(tree.read().has_value());
    tree.put("class/hwmon/hwmon0/temp1_input", "255000");
    CHECK_FALSE(tree.read().has_value());
}

TEST_CASE("HZ-31: small boards show their processor as a thermal zone") {
    const Tree tree;
    tree.put("class/thermal/thermal_zone0/type", "acpitz");
    tree.put("class/thermal/thermal_zone0/temp", "20000");
    tree.put("class/thermal/thermal_zone1/type", "cpu-thermal");
    tree.put("class/thermal/thermal_zone1/temp", "48000");
    CHECK(tree.read() == Celsius{48.0});
}

TEST_CASE("a machine without sensors says so") {
    const Tree tree;
    CHECK_FALSE(hal::PackageThermometer{tree.folder.path()}.is_present());
    CHECK_FALSE(tree.read().has_value());
}

TEST_CASE("the tightest quota from a process's control group upwards counts") {
    const Tree tree;
    CHECK_FALSE(hal::processor_quota(tree.folder.path()).has_value());
    tree.put("proc/self/cgroup", "0::/rig.slice/adit.service");
    CHECK_FALSE(hal::processor_quota(tree.folder.path()).has_value());
    tree.put("sys/fs/cgroup/rig.slice/adit.service/cpu.max", "max 100000");
    CHECK_FALSE(hal::processor_quota(tree.folder.path()).has_value());
    tree.put("sys/fs/cgroup/rig.slice/adit.service/cpu.max", "300000 100000");
    CHECK(hal::processor_quota(tree.folder.path()) == 3.0);
    tree.put("sys/fs/cgroup/rig.slice/cpu.max", "150000 100000");
    CHECK(hal::processor_quota(tree.folder.path()) == 1.5);
    tree.put("sys/fs/cgroup/rig.slice/cpu.max", "0 0");
    CHECK(hal::processor_quota(tree.folder.path()) == 3.0);
}
