// See fxl6408.hpp. Register numbers: FXL6408 data sheet.
#include "driver/peripheral/fxl6408.hpp"

#include <array>

#include "driver/peripheral/register_access.hpp"
#include "driver/peripheral/register_table.hpp"

namespace adit::driver::peripheral {
namespace {

constexpr std::uint8_t reg_control = 0x01, reg_direction = 0x03, reg_output = 0x05, reg_high_z = 0x07;
constexpr std::uint8_t reg_pull_enable = 0x0B, reg_pull_select = 0x0D, reg_input = 0x0F;

constexpr std::uint8_t control_reset = 0x01, maker_mask = 0xE0, maker_fairchild = 0xA0;
constexpr std::uint8_t undriven = 0xFF;

constexpr std::uint8_t bit_of(std::uint8_t pin) noexcept { return static_cast<std::uint8_t>(1U << pin); }

hal::PinError pin_error(PeripheralError error) noexcept {
    switch (error) {
        case PeripheralError::timeout:
            return hal::PinError::timeout;
        case PeripheralError::disconnected:
            return hal::PinError::disconnected;
        case PeripheralError::unsupported:
        case PeripheralError::not_configured:
            return hal::PinError::refused;
        default:
            return hal::PinError::io;
    }
}

}  // namespace

Result<void> Fxl6408::check_identity() {
    const auto control = read_driven_byte(device_, reg_control);
    if (!control) return failure(control.error());
    if ((*control & maker_mask) != maker_fairchild) return failure(PeripheralError::wrong_part);
    return {};
}

Result<void> Fxl6408::reset() {
    is_configured_ = false;
    return write_byte(device_, reg_control, control_reset);
}

Result<void> Fxl6408::configure(const Fxl6408Setup& setup) {
    is_configured_ = false;
    struct Setting {
        std::uint8_t number, value;
    };
    const std::array<Setting, 5> settings{{{reg_output, setup.levels},
                                           {reg_high_z, 0x00},
                                           {reg_pull_select, setup.pulls_up},
                                           {reg_pull_enable, setup.pulls},
                                           {reg_direction, setup.outputs}}};
    for (const auto& setting : settings) {
        if (const auto done = write_checked(device_, setting.number, setting.value); !done) return done;
    }
    setup_ = setup;
    is_configured_ = true;
    return {};
}

Result<void> Fxl6408::write_pin(std::uint8_t pin, hal::Level level) {
    if (pin >= pin_count || (setup_.outputs & bit_of(pin)) == 0) return failure(PeripheralError::unsupported);
    if (!is_configured_) return failure(PeripheralError::not_configured);
    const auto present = read_levels(reg_output);
    if (!present) return failure(present.error());
    const unsigned others = *present & ~static_cast<unsigned>(bit_of(pin));
    const unsigned levels = others | (level == hal::Level::high ? bit_of(pin) : 0U);
    return write_checked(device_, reg_output, static_cast<std::uint8_t>(levels));
}

Result<std::uint8_t> Fxl6408::read_levels(std::uint8_t register_number) {
    const auto levels = read_byte(device_, register_number);
    if (!levels || *levels != undriven) return levels;
    if (const auto identity = check_identity(); !identity) return failure(identity.error());
    return levels;
}

Result<hal::Level> Fxl6408::read_pin(std::uint8_t pin) {
    if (pin >= pin_count) return failure(PeripheralError::unsupported);
    if (!is_configured_) return failure(PeripheralError::not_configured);
    const bool is_output = (setup_.outputs & bit_of(pin)) != 0;
    const auto levels = read_levels(is_output ? reg_output : reg_input);
    if (!levels) return failure(levels.error());
    return (*levels & bit_of(pin)) != 0 ? hal::Level::high : hal::Level::low;
}

Expected<void, hal::PinError> Fxl6408Pin::do_set(hal::Level level) {
    const auto done = expander_.write_pin(pin_, level);
    if (!done) return failure(pin_error(done.error()));
    return {};
}

Expected<hal::Level, hal::PinError> Fxl6408Pin::do_get() {
    const auto level = expander_.read_pin(pin_);
    if (!level) return failure(pin_error(level.error()));
    return *level;
}

}  // namespace adit::driver::peripheral
