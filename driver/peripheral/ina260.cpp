// See ina260.hpp. Register numbers, steps and ranges: INA260 data sheet.
#include "driver/peripheral/ina260.hpp"

#include "driver/peripheral/register_access.hpp"

namespace adit::driver::peripheral {
namespace {

constexpr std::uint8_t reg_config = 0x00, reg_current = 0x01, reg_voltage = 0x02, reg_power = 0x03;
constexpr std::uint8_t reg_manufacturer = 0xFE, reg_die = 0xFF;

constexpr std::uint16_t manufacturer_ti = 0x5449, die_ina260 = 0x2270, die_revision = 0x000F;
constexpr std::uint16_t config_continuous = 0x6127;  // bits 14:12 read 110 always
constexpr std::uint16_t undriven = 0xFFFF;

constexpr double volts_per_count = 1.25e-3, amperes_per_count = 1.25e-3, watts_per_count = 10e-3;
constexpr Volts highest_voltage{36.0};
constexpr Amperes highest_current{15.0};
constexpr Watts highest_power{36.0 * 15.0};

Result<std::uint16_t> read_driven_word_be(hal::I2cDevice& device, std::uint8_t number) {
    const auto word = read_word_be(device, number);
    if (word && *word == undriven) return failure(PeripheralError::bus);
    return word;
}

}  // namespace

Result<void> Ina260::check_identity() {
    const auto maker = read_driven_word_be(device_, reg_manufacturer);
    if (!maker) return failure(maker.error());
    const auto die = read_driven_word_be(device_, reg_die);
    if (!die) return failure(die.error());
    const bool is_ina260 = *maker == manufacturer_ti && (*die & ~die_revision) == die_ina260;
    if (!is_ina260) return failure(PeripheralError::wrong_part);
    return {};
}

Result<void> Ina260::configure() {
    if (const auto done = write_word_be(device_, reg_config, config_continuous); !done) return done;
    const auto read = read_word_be(device_, reg_config);
    if (!read) return failure(read.error());
    if (*read != config_continuous) return failure(PeripheralError::mismatch);
    return {};
}

Result<Volts> Ina260::read_voltage() {
    const auto raw = read_driven_word_be(device_, reg_voltage);
    if (!raw) return failure(raw.error());
    const Volts value{*raw * volts_per_count};
    if (value > highest_voltage) return failure(PeripheralError::implausible);
    return value;
}

Result<Amperes> Ina260::read_current() {
    const auto raw = read_word_be(device_, reg_current);
    if (!raw) return failure(raw.error());
    if (*raw == undriven) {  // -1.25 mA, or nobody there: the voltage can never be FFFF
        if (const auto voltage = read_voltage(); !voltage) return failure(voltage.error());
    }
    const Amperes value{static_cast<std::int16_t>(*raw) * amperes_per_count};
    if (value > highest_current || value < highest_current * -1.0) return failure(PeripheralError::implausible);
    return value;
}

Result<Watts> Ina260::read_power() {
    const auto raw = read_driven_word_be(device_, reg_power);
    if (!raw) return failure(raw.error());
    const Watts value{*raw * watts_per_count};
    if (value > highest_power) return failure(PeripheralError::implausible);
    return value;
}

}  // namespace adit::driver::peripheral
