// Energy of the processor packages, from the running average power limit counters (Linux powercap, intel-rapl).
// Most virtual machines have none, and most systems show them to root alone: then energy is unknown.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "hal/clock.hpp"

namespace adit::miner::bench {

/// One reading of all packages, in order.
struct EnergyReading {
    std::vector<std::uint64_t> microjoules;
};

class EnergyMeter {
public:
    static constexpr const char* system_folder = "/sys/class/powercap";

    /// `folder` holds intel-rapl:0, intel-rapl:1 …; those whose `name` begins with "package" count.
    explicit EnergyMeter(const std::string& folder = system_folder);

    /// Nothing when there is no package or one of them cannot be read.
    [[nodiscard]] std::optional<EnergyReading> read() const;

    /// Joules from one reading to a later one. A counter that went backwards has wrapped, at most once.
    [[nodiscard]] double joules_between(const EnergyReading& before, const EnergyReading& after) const noexcept;

private:
    struct Package {
        std::string counter_file;
        std::uint64_t range;  ///< a counter begins again at zero after this many microjoules
    };
    std::vector<Package> packages_;
};

struct EnergyUse {
    double joules{}, seconds{}, idle_watts{};
    std::uint64_t hashes{};
};

/// Rests for `idle` (by calling `rest`), then lets `hash` run, which returns its hashes, and reads the meter around
/// both. Nothing when the meter cannot be read.
[[nodiscard]] std::optional<EnergyUse> measure_energy(const EnergyMeter& meter, const hal::Clock& wall, Duration idle,
                                                      const std::function<void(Duration)>& rest,
                                                      const std::function<std::uint64_t()>& hash);

/// What hashing took beyond idling, per hash. Nothing when it cannot be told from nothing.
[[nodiscard]] std::optional<double> joules_per_hash(const EnergyUse& use) noexcept;

}  // namespace adit::miner::bench
