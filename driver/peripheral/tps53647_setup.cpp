// See tps53647_setup.hpp. Register names: TPS53647 and TPS53667 data sheets.
#include "driver/peripheral/tps53647_setup.hpp"

#include "driver/peripheral/pmbus.hpp"

namespace adit::driver::peripheral {
namespace {

constexpr std::int32_t vid_base_mv = 250, vid_step_mv = 5;
constexpr std::uint16_t vid_highest = 0xFF;

constexpr std::uint8_t most_phases(Tps53647Part part) noexcept { return part == Tps53647Part::tps53667 ? 6 : 4; }

/// Written so that a NaN fails.
bool is_consistent(const Tps53647Setup& setup) noexcept {
    return setup.phases >= 1 && setup.phases <= most_phases(setup.part) && setup.current_max.value >= 1.0 &&
           setup.current_max.value <= 255.0 && setup.current_fault.value >= 1.0 && setup.current_fault.value <= 300.0 &&
           setup.temperature_warning.value > 0.0 && setup.temperature_warning < setup.temperature_fault &&
           setup.temperature_fault <= Celsius{150.0};
}

bool is_inside_range(const RailWindow& window) noexcept {
    return window.is_consistent() && tps53647_range.holds(window.lowest) && tps53647_range.holds(window.highest);
}

void add_byte(Tps53647Table& table, std::uint8_t number, unsigned value) noexcept {
    table.add({number, RegisterFormat::byte, static_cast<std::uint16_t>(value)});
}

/// The values are inside what LINEAR11 holds: see `is_consistent`.
void add_linear(Tps53647Table& table, std::uint8_t number, double value) noexcept {
    const auto encoded = encode_linear11(value);
    table.add({number, RegisterFormat::linear11, encoded ? *encoded : std::uint16_t{0}});
}

void add_converter(Tps53647Table& table, const Tps53647Setup& setup) noexcept {
    const bool sheds = setup.part == Tps53647Part::tps53667 && setup.sheds_phases;
    add_byte(table, 0x02, 0x17);  // ON_OFF_CONFIG: the EN pin alone, active high, off at once
    add_byte(table, 0xDC, 0x20);  // 500 kHz
    add_byte(table, 0xDA, static_cast<unsigned>(setup.current_max.value));
    add_byte(table, 0xDD, sheds ? 0x99 : 0x89);
    add_byte(table, 0xE4, setup.phases - 1U);
}

/// VOUT_MAX in VID codes: what a flipped bit in a later order can do ends here (NV-6). The firmware for the TPS53647
/// leaves it at its default of FF.
void add_limits(Tps53647Table& table, const Tps53647Setup& setup, std::uint16_t highest_vid) noexcept {
    table.add({0x24, RegisterFormat::word, highest_vid});
    add_linear(table, 0x51, setup.temperature_warning.value);  // OT_WARN_LIMIT
    add_linear(table, 0x4F, setup.temperature_fault.value);    // OT_FAULT_LIMIT
    add_linear(table, 0x4A, setup.current_fault.value);        // IOUT_OC_WARN_LIMIT
    add_linear(table, 0x46, setup.current_fault.value);        // IOUT_OC_FAULT_LIMIT
}

/// What only the six-phase part has.
void add_six_phase(Tps53647Table& table) noexcept {
    add_byte(table, 0xD0, 0x07);  // 45 A a phase
    add_byte(table, 0xE0, 0x01);  // input under-voltage lock-out at 6 V
    table.add({0xE3, RegisterFormat::word, 0x0003});
}

}  // namespace

Result<std::uint16_t> tps53647_vid(Millivolts rail) noexcept {
    if (!tps53647_range.holds(rail)) return failure(PeripheralError::out_of_range);
    return static_cast<std::uint16_t>((rail.value - vid_base_mv) / vid_step_mv + 1);
}

Result<Millivolts> tps53647_rail(std::uint16_t vid) noexcept {
    if (vid == 0 || vid > vid_highest) return failure(PeripheralError::implausible);
    return Millivolts{(vid - 1) * vid_step_mv + vid_base_mv};
}

Result<Tps53647Table> tps53647_writes(const Tps53647Setup& setup, const RailWindow& window) noexcept {
    if (!is_consistent(setup) || !is_inside_range(window)) return failure(PeripheralError::out_of_range);
    const bool is_six_phase = setup.part == Tps53647Part::tps53667;
    Tps53647Table table;
    add_converter(table, setup);
    if (is_six_phase) add_six_phase(table);
    add_limits(table, setup, *tps53647_vid(window.highest));
    if (is_six_phase) add_linear(table, 0x5D, 25.0);  // IIN_OC_WARN_LIMIT
    if (is_six_phase) add_linear(table, 0x5B, 28.0);  // IIN_OC_FAULT_LIMIT
    table.add({0x21, RegisterFormat::word, *tps53647_vid(window.first)});
    if (table.is_overfull()) return failure(PeripheralError::out_of_range);
    return table;
}

}  // namespace adit::driver::peripheral
