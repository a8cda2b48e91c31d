// See emc2103.hpp. Register numbers: EMC2103 data sheet, register map.
#include "driver/peripheral/emc2103.hpp"

#include "driver/peripheral/emc_tachometer.hpp"
#include "driver/peripheral/register_access.hpp"
#include "driver/peripheral/register_table.hpp"

namespace adit::driver::peripheral {
namespace {

constexpr std::uint8_t reg_config = 0x20, reg_pwm_config = 0x2A, reg_fan_drive = 0x40, reg_tach_high = 0x4E;
constexpr std::uint8_t reg_product = 0xFD;
constexpr std::uint8_t product_2103_1 = 0x24, product_2103_2 = 0x26;

constexpr std::uint8_t range_multiplier = 2;  // what the part powers up with: fans from 1000 rpm
constexpr std::uint16_t diode_faulty = 0x8000, undriven = 0xFFFF;
constexpr Celsius lowest{-40.0}, highest{127.0};

}  // namespace

Result<void> Emc2103::check_identity() {
    if (const auto maker = check_emc_maker(device_); !maker) return maker;
    const auto product = read_driven_byte(device_, reg_product);
    if (!product) return failure(product.error());
    if (*product != product_2103_1 && *product != product_2103_2) return failure(PeripheralError::wrong_part);
    return {};
}

Result<void> Emc2103::configure() {
    if (const auto done = write_checked(device_, reg_config, 0); !done) return done;
    return write_checked(device_, reg_pwm_config, 0);
}

Result<Celsius> Emc2103::do_read_input(std::uint8_t input) {
    const auto number = static_cast<std::uint8_t>(2 * input);  // 00/01, 02/03, 04/05
    const auto high = read_byte(device_, number);
    if (!high) return failure(high.error());
    const auto low = read_byte(device_, static_cast<std::uint8_t>(number + 1));
    if (!low) return failure(low.error());
    const auto raw = static_cast<std::uint16_t>(*high << 8 | *low);
    if (raw == undriven) return failure(PeripheralError::bus);
    if (raw == diode_faulty) return failure(PeripheralError::diode_fault);
    const Celsius value{(static_cast<std::int16_t>(raw) >> 5) * 0.125};  // 11 bits, left-aligned, signed
    if (value < lowest || value > highest) return failure(PeripheralError::implausible);
    return value;
}

Result<void> Emc2103::do_write_drive(std::uint8_t /*fan*/, std::uint8_t drive) {
    return write_byte(device_, reg_fan_drive, drive);
}

Result<std::uint8_t> Emc2103::do_read_drive(std::uint8_t /*fan*/) { return read_emc_drive(device_, reg_fan_drive); }

Result<Rpm> Emc2103::do_read_speed(std::uint8_t /*fan*/) {
    return read_emc_tachometer(device_, reg_tach_high, range_multiplier);
}

}  // namespace adit::driver::peripheral
