// See emc2101.hpp. Register numbers: EMC2101 data sheet, register map.
#include "driver/peripheral/emc2101.hpp"

#include <array>

#include "driver/peripheral/register_access.hpp"
#include "driver/peripheral/register_table.hpp"

namespace adit::driver::peripheral {
namespace {

constexpr std::uint8_t reg_internal = 0x00;
constexpr std::uint8_t reg_external_high = 0x01;
constexpr std::uint8_t reg_config = 0x03;
constexpr std::uint8_t reg_external_low = 0x10;
constexpr std::uint8_t reg_ideality = 0x17;
constexpr std::uint8_t reg_beta = 0x18;
constexpr std::uint8_t reg_tach_low = 0x46;
constexpr std::uint8_t reg_tach_high = 0x47;
constexpr std::uint8_t reg_fan_config = 0x4A;
constexpr std::uint8_t reg_fan_setting = 0x4C;
constexpr std::uint8_t reg_product = 0xFD;
constexpr std::uint8_t reg_manufacturer = 0xFE;

constexpr std::uint8_t manufacturer_smsc = 0x5D;
constexpr std::uint8_t product_emc2101 = 0x16;
constexpr std::uint8_t product_emc2101_r = 0x28;

constexpr std::uint8_t config_tach_input = 0x04;
constexpr std::uint8_t fan_direct_setting = 0x23;
constexpr std::uint8_t fan_inverted = 0x10;
constexpr std::uint8_t drive_max = 63;

constexpr int diode_open = 0x3F8;
constexpr int diode_short = 0x3FF;
constexpr Celsius lowest{-40.0}, highest{127.0};

constexpr std::uint32_t tach_clock = 5'400'000;  // counts per minute
constexpr std::uint16_t tach_stopped = 0xFFFF;

Expected<Celsius, PeripheralError> plausible(Celsius value) {
    if (value < lowest || value > highest) return failure(PeripheralError::implausible);
    return value;
}

Expected<std::uint16_t, PeripheralError> read_pair(hal::I2cDevice& device, std::uint8_t first, std::uint8_t second) {
    const auto a = read_byte(device, first);
    if (!a) return failure(a.error());
    const auto b = read_byte(device, second);
    if (!b) return failure(b.error());
    return static_cast<std::uint16_t>(*a << 8 | *b);
}

/// A standstill reads like an undriven bus; a part that still says who it is has a fan that stands still.
Expected<Rpm, PeripheralError> confirm_stopped(hal::I2cDevice& device) {
    const auto maker = read_driven_byte(device, reg_manufacturer);
    if (!maker) return failure(maker.error());
    if (*maker != manufacturer_smsc) return failure(PeripheralError::implausible);
    return Rpm{0};
}

}  // namespace

Expected<Emc2101Identity, PeripheralError> Emc2101::identify() {
    const auto ids = read_pair(device_, reg_product, reg_manufacturer);
    if (!ids) return failure(ids.error());
    Emc2101Identity identity{static_cast<std::uint8_t>(*ids >> 8), static_cast<std::uint8_t>(*ids & 0xFF), {}};
    if (identity.manufacturer != manufacturer_smsc) return identity;
    if (identity.product == product_emc2101) identity.part = Emc2101Part::emc2101;
    if (identity.product == product_emc2101_r) identity.part = Emc2101Part::emc2101_r;
    return identity;
}

Expected<void, PeripheralError> Emc2101::configure(const Emc2101Setup& setup) {
    struct Setting {
        std::uint8_t number, value;
    };
    const auto fan = static_cast<std::uint8_t>(fan_direct_setting | (setup.inverted_pwm ? fan_inverted : 0));
    const std::array<Setting, 4> settings{{{reg_config, config_tach_input},
                                           {reg_ideality, setup.ideality},
                                           {reg_beta, setup.beta_compensation},
                                           {reg_fan_config, fan}}};
    for (const auto& setting : settings) {
        if (const auto done = write_checked(device_, setting.number, setting.value); !done) return done;
    }
    return {};
}

Expected<Celsius, PeripheralError> Emc2101::read_internal_temperature() {
    // FF would be -1 C: not worth telling apart from an undriven bus.
    const auto raw = read_driven_byte(device_, reg_internal);
    if (!raw) return failure(raw.error());
    return plausible(Celsius{static_cast<double>(static_cast<std::int8_t>(*raw))});
}

Expected<Celsius, PeripheralError> Emc2101::read_external_temperature() {
    const auto raw = read_pair(device_, reg_external_high, reg_external_low);
    if (!raw) return failure(raw.error());
    if (*raw == 0xFFFF) return failure(PeripheralError::bus);
    const int code = static_cast<std::int16_t>(*raw) >> 5;  // 11 bits, left-aligned, signed
    if (code == diode_open) return failure(PeripheralError::diode_open);
    if (code == diode_short) return failure(PeripheralError::diode_short);
    return plausible(Celsius{code * 0.125});
}

Expected<void, PeripheralError> Emc2101::set_duty(Percent duty) {
    if (duty < Percent{0} || duty > Percent{100}) return failure(PeripheralError::out_of_range);
    return write_byte(device_, reg_fan_setting, emc2101_drive(duty));
}

Expected<Percent, PeripheralError> Emc2101::read_duty() {
    const auto drive = read_driven_byte(device_, reg_fan_setting);
    if (!drive) return failure(drive.error());
    if (*drive > drive_max) return failure(PeripheralError::implausible);
    return Percent{(*drive * 100 + drive_max - 1) / drive_max};
}

Expected<Rpm, PeripheralError> Emc2101::read_rpm() {
    const auto swapped = read_pair(device_, reg_tach_low, reg_tach_high);  // the low byte latches the high one
    if (!swapped) return failure(swapped.error());
    const auto count = static_cast<std::uint16_t>(*swapped << 8 | *swapped >> 8);
    if (count == tach_stopped) return confirm_stopped(device_);
    if (count == 0 || tach_clock / count > fastest_rpm) return failure(PeripheralError::implausible);
    return Rpm{tach_clock / count};
}

Result<void> Emc2101::do_write_drive(std::uint8_t /*fan*/, std::uint8_t drive) {
    return write_byte(device_, reg_fan_setting, drive);
}

Result<std::uint8_t> Emc2101::do_read_drive(std::uint8_t /*fan*/) { return read_driven_byte(device_, reg_fan_setting); }

std::uint8_t Emc2101::do_full_drive() const noexcept { return drive_max; }

Result<Celsius> Emc2101::do_read_input(std::uint8_t input) {
    return input == internal ? read_internal_temperature() : read_external_temperature();
}

}  // namespace adit::driver::peripheral
