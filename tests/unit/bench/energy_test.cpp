// Energy counters in a folder of the test's own: read, wrapped, unreadable, absent.
#include "miner/bench/energy.hpp"

#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "hal/virtual_clock.hpp"
#include "tests/support/catch.hpp"

namespace adit::miner::bench {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

class Powercap {
public:
    Powercap() : folder_{fs::temp_directory_path() / ("adit-powercap-" + std::to_string(::getpid()))} {
        fs::create_directories(folder_);
    }
    ~Powercap() { fs::remove_all(folder_); }
    Powercap(const Powercap&) = delete;
    Powercap& operator=(const Powercap&) = delete;

    [[nodiscard]] std::string folder() const { return folder_.string(); }

    void add_zone(int number, const std::string& name) {
        fs::create_directories(zone(number));
        write(number, "name", name);
        write(number, "max_energy_range_uj", "262143328850");
        write(number, "energy_uj", "0");
    }
    void write(int number, const std::string& file, const std::string& text) {
        std::ofstream{zone(number) / file} << text << '\n';
    }
    void remove(int number, const std::string& file) { fs::remove(zone(number) / file); }

private:
    [[nodiscard]] fs::path zone(int number) const { return folder_ / ("intel-rapl:" + std::to_string(number)); }
    fs::path folder_;
};

TEST_CASE("a machine without energy counters has unknown energy") {
    CHECK_FALSE(EnergyMeter{"/nonexistent"}.read().has_value());
    const Powercap powercap;
    CHECK_FALSE(EnergyMeter{powercap.folder()}.read().has_value());
}

TEST_CASE("all packages count, and nothing but packages") {
    Powercap powercap;
    powercap.add_zone(0, "package-0");
    powercap.add_zone(1, "psys");
    powercap.add_zone(2, "package-1");
    const EnergyMeter meter{powercap.folder()};
    const auto before = meter.read();
    powercap.write(0, "energy_uj", "1500000");
    powercap.write(1, "energy_uj", "900000000");
    powercap.write(2, "energy_uj", "500000");
    const auto after = meter.read();
    REQUIRE((before && after));
    CHECK(meter.joules_between(*before, *after) == Approx(2.0));
}

TEST_CASE("a counter that wrapped goes on from zero") {
    Powercap powercap;
    powercap.add_zone(0, "package-0");
    powercap.write(0, "energy_uj", "262142328850");
    const EnergyMeter meter{powercap.folder()};
    const auto before = meter.read();
    powercap.write(0, "energy_uj", "2000000");
    const auto after = meter.read();
    REQUIRE((before && after));
    CHECK(meter.joules_between(*before, *after) == Approx(3.0));
}

TEST_CASE("a counter that cannot be read is unknown, never zero") {
    Powercap powercap;
    powercap.add_zone(0, "package-0");
    const EnergyMeter meter{powercap.folder()};
    powercap.remove(0, "energy_uj");
    CHECK_FALSE(meter.read().has_value());
    powercap.write(0, "energy_uj", "garbage");
    CHECK_FALSE(meter.read().has_value());
}

TEST_CASE("energy per hash is what hashing took beyond idling") {
    Powercap powercap;
    powercap.add_zone(0, "package-0");
    const EnergyMeter meter{powercap.folder()};
    hal::VirtualClock clock;
    const auto use = measure_energy(
        meter, clock, 1s,
        [&](Duration time) {
            clock.advance(time);
            powercap.write(0, "energy_uj", "10000000");  // 10 W
        },
        [&]() -> std::uint64_t {
            clock.advance(2s);
            powercap.write(0, "energy_uj", "130000000");  // 60 W
            return 1'000'000;
        });
    REQUIRE(use.has_value());
    CHECK(use->joules == Approx(120));
    CHECK(use->seconds == Approx(2));
    CHECK(use->idle_watts == Approx(10));
    CHECK(joules_per_hash(*use).value_or(0) == Approx(100e-6));
}

TEST_CASE("a machine that took no more than idling has unknown energy per hash") {
    CHECK_FALSE(joules_per_hash({.joules = 10, .seconds = 1, .idle_watts = 12, .hashes = 1000}).has_value());
    CHECK_FALSE(joules_per_hash({.joules = 10, .seconds = 1, .idle_watts = 2, .hashes = 0}).has_value());
}

TEST_CASE("without a meter nobody rests") {
    const hal::VirtualClock clock;
    bool has_rested = false;
    const auto use = measure_energy(
        EnergyMeter{"/nonexistent"}, clock, 1s, [&](Duration) { has_rested = true; }, [] { return std::uint64_t{1}; });
    CHECK_FALSE(use.has_value());
    CHECK_FALSE(has_rested);
}

}  // namespace
}  // namespace adit::miner::bench
