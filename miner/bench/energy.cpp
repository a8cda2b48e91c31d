#include "miner/bench/energy.hpp"

#include <algorithm>
#include <fstream>

namespace adit::miner::bench {
namespace {

constexpr unsigned most_packages = 64;
constexpr double joules_per_microjoule = 1e-6;

template <class Value>
std::optional<Value> read_value(const std::string& path) {
    std::ifstream file{path};
    Value value{};
    if (!(file >> value)) return {};
    return value;
}

}  // namespace

EnergyMeter::EnergyMeter(const std::string& folder) {
    for (unsigned number = 0; number < most_packages; ++number) {
        const std::string zone = folder + "/intel-rapl:" + std::to_string(number) + "/";
        const auto name = read_value<std::string>(zone + "name");
        if (!name) break;
        const auto range = read_value<std::uint64_t>(zone + "max_energy_range_uj");
        if (range && name->starts_with("package")) packages_.push_back({zone + "energy_uj", *range});
    }
}

std::optional<EnergyReading> EnergyMeter::read() const {
    EnergyReading reading;
    for (const Package& package : packages_) {
        const auto value = read_value<std::uint64_t>(package.counter_file);
        if (!value) return {};
        reading.microjoules.push_back(*value);
    }
    if (reading.microjoules.empty()) return {};
    return reading;
}

double EnergyMeter::joules_between(const EnergyReading& before, const EnergyReading& after) const noexcept {
    double sum = 0;
    for (std::size_t i = 0; i < std::min(before.microjoules.size(), after.microjoules.size()); ++i) {
        const auto from = static_cast<double>(before.microjoules[i]), to = static_cast<double>(after.microjoules[i]);
        sum += to >= from ? to - from : to + static_cast<double>(packages_[i].range) - from;
    }
    return sum * joules_per_microjoule;
}

std::optional<EnergyUse> measure_energy(const EnergyMeter& meter, const hal::Clock& wall, Duration idle,
                                        const std::function<void(Duration)>& rest,
                                        const std::function<std::uint64_t()>& hash) {
    const auto seconds_since = [&wall](Instant start) {
        return std::chrono::duration<double>(wall.now() - start).count();
    };
    const auto at_first = meter.read();
    if (!at_first) return {};
    const Instant start = wall.now();
    rest(idle);
    const auto rested = meter.read();
    const double idle_seconds = seconds_since(start);
    const Instant start_of_work = wall.now();
    const std::uint64_t hashes = hash();
    const auto at_last = meter.read();
    const double seconds = seconds_since(start_of_work);
    if (!rested || !at_last || idle_seconds <= 0) return {};
    return EnergyUse{meter.joules_between(*rested, *at_last), seconds,
                     meter.joules_between(*at_first, *rested) / idle_seconds, hashes};
}

std::optional<double> joules_per_hash(const EnergyUse& use) noexcept {
    const double beyond_idle = use.joules - use.idle_watts * use.seconds;
    if (use.hashes == 0 || beyond_idle <= 0) return {};
    return beyond_idle / static_cast<double>(use.hashes);
}

}  // namespace adit::miner::bench
