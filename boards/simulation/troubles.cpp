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
constexpr std::array sag_parts{0.05, 0.1, 0.17, 0.3};
constexpr std::array load_parts{0.3, 1.0, 1.5, 1.7, 3.0};
constexpr std::array noise_degrees{1.0, 5.0, 15.0};
constexpr std::array drift_degrees{0.1, 1.0, 5.0};
constexpr std::array ambient_degrees{10.0, 20.0, 30.0, 50.0};
constexpr std::array regulator_degrees{60.0, 90.0, 120.0};
constexpr std::array low_mv{20.0, 60.0, 150.0};
constexpr std::array late_ms{30.0, 500.0, 5000.0};
constexpr std::array dead_domains{1.0, 2.0, 4.0};

struct Lasts {
    Duration shortest, longest;
};
constexpr Lasts brief{50ms, 20s}, some{3s, 90s}, minutes{60s, 400s};

struct Inside {
    Fault fault;
    std::string_view fi;
    Lasts lasts = some;
    std::span<const double> levels{};  ///< empty: what the fault usually has
};
/// What is not listed lasts `some` time, of row FI-C1.
constexpr std::array insides{
    Inside{Fault::mute, "FI-C1", minutes},
    Inside{Fault::garbage, "FI-S1", some, byte_probabilities},
    Inside{Fault::duplicate, "FI-C2", minutes},
    Inside{Fault::bad_nonce, "FI-C2", minutes},
    Inside{Fault::wrong_job, "FI-C2", minutes},
    Inside{Fault::flood, "FI-C3", some},
    Inside{Fault::flatline, "FI-C1", minutes},
    Inside{Fault::dead, "FI-C4", minutes},
    Inside{Fault::double_answer, "FI-C4", some},
    Inside{Fault::share_address, "FI-C4", some},
    Inside{Fault::mute_registers, "FI-C1", minutes},
    Inside{Fault::weak, "FI-C1", minutes},
    Inside{Fault::lose_lock, "FI-C1", minutes},
    Inside{Fault::domain_dead, "FI-C1", minutes, dead_domains},
    Inside{Fault::temp_open, "FI-T1", brief},
    Inside{Fault::temp_short, "FI-T1", brief},
    Inside{Fault::temp_stuck, "FI-T1", minutes},
    Inside{Fault::temp_noise, "FI-T1", some, noise_degrees},
    Inside{Fault::temp_spike, "FI-T1", brief},
    Inside{Fault::temp_drift, "FI-T1", some, drift_degrees},
    Inside{Fault::temp_negative, "FI-T1", brief},
    Inside{Fault::temp_detached, "FI-W3", minutes},
    Inside{Fault::fan_stall, "FI-T2", some},
    Inside{Fault::fan_stall_high, "FI-T2", some},
    Inside{Fault::fan_swapped, "FI-T2", some},
    Inside{Fault::tach_half, "FI-T2", some},
    Inside{Fault::tach_double, "FI-T2", some},
    Inside{Fault::tach_glitch, "FI-T2", some},
    Inside{Fault::ambient_rise, "FI-W3", minutes, ambient_degrees},
    Inside{Fault::air_blocked, "FI-W3", minutes},
    Inside{Fault::heatsink_off, "FI-W3", minutes},
    Inside{Fault::vrm_hot, "FI-W3", minutes, regulator_degrees},
    Inside{Fault::vin_sag, "FI-W1", brief, sag_parts},
    Inside{Fault::extra_load, "FI-W1", some, load_parts},
    Inside{Fault::regulator_trip, "FI-I4", brief},
    Inside{Fault::reg_ov, "FI-I4", brief},
    Inside{Fault::reg_oc, "FI-I4", brief},
    Inside{Fault::reg_vin_uv, "FI-I4", brief},
    Inside{Fault::reg_temp, "FI-I4", brief},
    Inside{Fault::reg_blink, "FI-I4", brief},
    Inside{Fault::reg_id, "FI-I4", minutes},
    Inside{Fault::ignore_vout_write, "FI-I2", minutes},
    Inside{Fault::vout_late, "FI-I2", minutes, late_ms},
    Inside{Fault::vout_bit_flip, "FI-I2", minutes},
    Inside{Fault::rail_low, "FI-I2", minutes, low_mv},
    Inside{Fault::hang_i2c, "FI-I1", brief},
    Inside{Fault::i2c_slow, "FI-I1", brief, bridge_ms},
    Inside{Fault::nak, "FI-I1", some, probabilities},
    Inside{Fault::read_ff, "FI-I3", some, probabilities},
    Inside{Fault::read_zero, "FI-I3", some, probabilities},
    Inside{Fault::read_old, "FI-I3", some, probabilities},
    Inside{Fault::read_flip, "FI-I3", some, probabilities},
    Inside{Fault::unplug, "FI-U2", brief},
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

std::span<const double> levels_of(const virtual_device::FaultName& name) {
    if (name.kind == virtual_device::FaultKind::probability) return probabilities;
    return {&name.usual, 1};
}

Trouble of(const virtual_device::FaultName& name) {
    const auto* const known = std::ranges::find(insides, name.fault, &Inside::fault);
    const Inside row = known != insides.end() ? *known : Inside{name.fault, "FI-C1"};
    return {.name = row.fault == Fault::unplug ? "silent_ports" : name.name,
            .fi = row.fi,
            .inside = name.fault,
            .outside = {},
            .shortest = row.lasts.shortest,
            .longest = row.lasts.longest,
            .levels = row.levels.empty() ? levels_of(name) : row.levels};
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

void TroubleLevels::set(std::size_t trouble, double level) {
    const Trouble& row = troubles()[trouble];
    level_[trouble] = level;
    if (row.inside) {
        inside_[static_cast<std::size_t>(*row.inside)] = level;
        on_.set(*row.inside, level > 0);
    }
    if (row.outside) {
        outside_[static_cast<std::size_t>(*row.outside)] = level;
        on_.set(*row.outside, level > 0);
    }
}

}  // namespace adit::boards::simulation
