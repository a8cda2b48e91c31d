// See troubles.hpp. Durations are chosen so that the slowest reaction of the hazard table has time to come.
#include "boards/simulation/troubles.hpp"

#include <algorithm>
#include <array>
#include <chrono>

namespace adit::boards::simulation {

using namespace std::chrono_literals;
using virtual_device::Fault;

namespace {

constexpr std::array always{1.0};
constexpr std::array probabilities{0.001, 0.01, 0.03, 0.1, 0.3, 1.0};
constexpr std::array byte_probabilities{1e-5, 1e-4, 1e-3, 1e-2, 1e-1};
constexpr std::array bridge_ms{5.0, 20.0, 45.0, 90.0};
constexpr std::array disk_ms{5.0, 100.0, 2000.0, 10000.0};

struct Lasts {
    Duration shortest, longest;
};
constexpr Lasts brief{50ms, 20s}, some{3s, 90s}, minutes{60s, 400s};

struct Inside {
    Fault fault;
    std::string_view fi;
    Lasts lasts;
};
/// What is not listed lasts `some` time, of row FI-C1.
constexpr std::array insides{
    Inside{Fault::mute, "FI-C1", minutes},           Inside{Fault::hang_i2c, "FI-I1", brief},
    Inside{Fault::temp_open, "FI-T1", brief},        Inside{Fault::temp_short, "FI-T1", brief},
    Inside{Fault::temp_stuck, "FI-T1", minutes},     Inside{Fault::fan_stall, "FI-T2", some},
    Inside{Fault::vin_sag, "FI-W1", brief},          Inside{Fault::regulator_trip, "FI-I4", brief},
    Inside{Fault::ignore_vout_write, "FI-I2", some}, Inside{Fault::garbage, "FI-S1", some},
    Inside{Fault::duplicate, "FI-C2", minutes},      Inside{Fault::bad_nonce, "FI-C2", minutes},
    Inside{Fault::wrong_job, "FI-C2", minutes},      Inside{Fault::flood, "FI-C3", some},
    Inside{Fault::flatline, "FI-C1", minutes},       Inside{Fault::dead, "FI-C4", some},
    Inside{Fault::mute_registers, "FI-C1", minutes}, Inside{Fault::weak, "FI-C1", minutes},
    Inside{Fault::lose_lock, "FI-C1", minutes},
};

constexpr std::array outsides{
    Trouble{"cable_noise", "FI-S1", {}, Outside::cable_noise, 1s, 90s, byte_probabilities},
    Trouble{"write_block", "FI-S3", {}, Outside::write_block, 100ms, 8s, always},
    Trouble{"unplug", "FI-U1", {}, Outside::unplug, 200ms, 60s, always},
    Trouble{"slow_bridge", "FI-I5", {}, Outside::slow_bridge, 1s, 60s, bridge_ms},
    Trouble{"kill", "FI-X2", {}, Outside::kill, 1s, 120s, always, true},
    Trouble{"stall", "FI-K2", {}, Outside::stall, 300ms, 9s, always, true},
    Trouble{"slow_disk", "FI-D1", {}, Outside::slow_disk, 10s, 300s, disk_ms},
    Trouble{"full_disk", "FI-D1", {}, Outside::full_disk, 10s, 300s, always},
    Trouble{"no_work", "FI-N8", {}, Outside::no_work, 1s, 500s, always, true},
    Trouble{"new_blocks", "FI-N6", {}, Outside::new_blocks, 5s, 60s, always, true},
};

Trouble of(const virtual_device::FaultName& name) {
    const auto* const known = std::ranges::find(insides, name.fault, &Inside::fault);
    const bool is_known = known != insides.end();
    const Lasts lasts = is_known ? known->lasts : some;
    const bool takes_probability = name.kind == virtual_device::FaultKind::probability;
    const std::span<const double> levels{takes_probability ? std::span<const double>{probabilities}
                                                           : std::span<const double>{&name.usual, 1}};
    return {.name = name.name,
            .fi = is_known ? known->fi : "FI-C1",
            .inside = name.fault,
            .outside = {},
            .shortest = lasts.shortest,
            .longest = lasts.longest,
            .levels = name.fault == Fault::garbage ? std::span<const double>{byte_probabilities} : levels};
}

}  // namespace

const std::vector<Trouble>& troubles() {
    static const std::vector<Trouble> all = [] {
        std::vector<Trouble> rows;
        for (const auto& name : virtual_device::fault_names()) rows.push_back(of(name));
        rows.insert(rows.end(), outsides.begin(), outsides.end());
        return rows;
    }();
    return all;
}

double TroubleLevels::level(Fault fault) const {
    const auto& rows = troubles();
    const auto row = std::ranges::find(rows, std::optional{fault}, &Trouble::inside);
    return row == rows.end() ? 0.0 : level_[static_cast<std::size_t>(row - rows.begin())];
}

double TroubleLevels::level(Outside fault) const {
    const auto& rows = troubles();
    const auto row = std::ranges::find(rows, std::optional{fault}, &Trouble::outside);
    return row == rows.end() ? 0.0 : level_[static_cast<std::size_t>(row - rows.begin())];
}

bool TroubleLevels::is_quiet() const noexcept {
    return std::ranges::all_of(level_, [](double level) { return level <= 0; });
}

}  // namespace adit::boards::simulation
