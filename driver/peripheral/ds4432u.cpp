// See ds4432u.hpp. Registers: DS4432 data sheet; divider: open miner firmware, checked against its logged codes.
#include "driver/peripheral/ds4432u.hpp"

#include <cmath>

#include "driver/peripheral/register_access.hpp"

namespace adit::driver::peripheral {
namespace {

constexpr std::uint8_t source = 0x80;  // sign bit: source current, the rail goes down
constexpr std::uint8_t magnitude_mask = 0x7F;
constexpr std::uint8_t undriven = 0xFF;

/// How much the rail moves a step.
double volts_per_step(const Ds4432uDivider& divider) noexcept {
    return divider.full_scale.value / magnitude_mask * divider.top_ohm;
}

/// The rail with no current at all.
double nominal(const Ds4432uDivider& divider) noexcept {
    return divider.feedback.value * (1.0 + divider.top_ohm / divider.bottom_ohm);
}

constexpr std::uint8_t other_register(Ds4432u::Output output) noexcept {
    return output == Ds4432u::Output::out0 ? 0xF9 : 0xF8;
}

}  // namespace

Result<std::uint8_t> ds4432u_code(Millivolts rail, const Ds4432uDivider& divider) noexcept {
    if (rail < divider.lowest || rail > divider.highest) return failure(PeripheralError::out_of_range);
    const double steps = (rail.value / 1000.0 - nominal(divider)) / volts_per_step(divider);
    double whole = std::floor(steps);  // towards the lower voltage on both sides
    if (whole == 0.0) whole = -1.0;    // code 0 is what a part holds that lost its setting
    if (std::abs(whole) > magnitude_mask) return failure(PeripheralError::out_of_range);
    const auto magnitude = static_cast<std::uint8_t>(std::abs(whole));
    return static_cast<std::uint8_t>(whole < 0.0 ? source | magnitude : magnitude);
}

Volts ds4432u_rail(std::uint8_t code, const Ds4432uDivider& divider) noexcept {
    const int magnitude = code & magnitude_mask;
    const int steps = (code & source) != 0 ? -magnitude : magnitude;
    return {nominal(divider) + steps * volts_per_step(divider)};
}

Result<void> Ds4432u::do_check_identity() {
    // No id register: both outputs answer, and not with an undriven bus.
    const auto first = read_byte(device_, static_cast<std::uint8_t>(output_));
    if (!first) return failure(first.error());
    const auto second = read_byte(device_, other_register(output_));
    if (!second) return failure(second.error());
    if (*first == undriven && *second == undriven) return failure(PeripheralError::bus);
    return {};
}

Result<void> Ds4432u::do_protect(const RailWindow& window) {
    if (const auto off = enable_.switch_off(); !off) return off;
    if (window.lowest < divider_.lowest || window.highest > divider_.highest) {
        return failure(PeripheralError::out_of_range);
    }
    return do_write_rail(window.first);
}

Result<void> Ds4432u::do_write_rail(Millivolts rail) {
    const auto code = ds4432u_code(rail, divider_);
    if (!code) return failure(code.error());
    if (const auto done = write_byte(device_, static_cast<std::uint8_t>(output_), *code); !done) return done;
    code_ = *code;
    const auto read = read_code();
    if (!read) return failure(read.error());
    if (*read != *code) return failure(PeripheralError::mismatch);
    return {};
}

Result<std::uint8_t> Ds4432u::read_code() {
    const auto code = read_byte(device_, static_cast<std::uint8_t>(output_));
    if (!code) return code;
    if (*code == undriven) {  // also the code of the lowest rail
        const auto other = read_driven_byte(device_, other_register(output_));
        if (!other) return failure(other.error());
    }
    if ((*code & magnitude_mask) == 0) return failure(PeripheralError::power_on_value);
    return code;
}

Result<Millivolts> Ds4432u::do_read_rail_setting() {
    const auto code = read_code();
    if (!code) return failure(code.error());
    return Millivolts{static_cast<std::int32_t>(std::floor(ds4432u_rail(*code, divider_).value * 1000.0))};
}

Millivolts Ds4432u::do_rail_step() const noexcept {
    // Twice: nothing lies between one step above and one below nominal. And one for rounding.
    return {static_cast<std::int32_t>(std::ceil(2000.0 * volts_per_step(divider_))) + 1};
}

Result<void> Ds4432u::do_switch_on() {
    const auto code = read_code();
    if (!code) return failure(code.error());
    if (*code != code_) return failure(PeripheralError::mismatch);
    return enable_.switch_on();
}

}  // namespace adit::driver::peripheral
