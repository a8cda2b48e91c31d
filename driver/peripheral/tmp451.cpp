// See tmp451.hpp. Register numbers: TMP451 data sheet, register map; configuration is read and written at two numbers.
#include "driver/peripheral/tmp451.hpp"

#include <array>

#include "driver/peripheral/register_access.hpp"

namespace adit::driver::peripheral {
namespace {

constexpr std::uint8_t reg_local_high = 0x00, reg_remote_high = 0x01, reg_status = 0x02, reg_config_read = 0x03;
constexpr std::uint8_t reg_config_write = 0x09, reg_one_shot = 0x0F, reg_remote_low = 0x10, reg_offset_high = 0x11;
constexpr std::uint8_t reg_offset_low = 0x12, reg_local_low = 0x15, reg_n_factor = 0x23, reg_manufacturer = 0xFE;

constexpr std::uint8_t manufacturer_ti = 0x55;
constexpr std::uint8_t config_shutdown = 0x40;
constexpr std::uint8_t status_busy = 0x80, status_remote_open = 0x04;
constexpr std::uint8_t sign = 0x80;         // of the high byte: never set in the range 0..127 C
constexpr std::uint8_t unused_bits = 0x0F;  // of the low byte

struct Setting {
    std::uint8_t write_number, read_number, value;
};

Result<void> apply(hal::I2cDevice& device, const Setting& setting) {
    if (const auto done = write_byte(device, setting.write_number, setting.value); !done) return done;
    const auto read = read_byte(device, setting.read_number);
    if (!read) return failure(read.error());
    if (*read != setting.value) return failure(PeripheralError::mismatch);
    return {};
}

}  // namespace

Result<void> Tmp451::check_identity() {
    const auto maker = read_driven_byte(device_, reg_manufacturer);
    if (!maker) return failure(maker.error());
    if (*maker != manufacturer_ti) return failure(PeripheralError::wrong_part);
    return {};
}

Result<void> Tmp451::configure(const Tmp451Setup& setup) {
    const std::uint8_t config = setup.one_shot ? config_shutdown : 0;
    const std::array<Setting, 4> settings{
        {{reg_config_write, reg_config_read, config},
         {reg_offset_high, reg_offset_high, static_cast<std::uint8_t>(setup.remote_offset)},
         {reg_offset_low, reg_offset_low, 0},
         {reg_n_factor, reg_n_factor, setup.n_factor}}};
    for (const auto& setting : settings) {
        if (const auto done = apply(device_, setting); !done) return done;
    }
    is_one_shot_ = setup.one_shot;
    return {};
}

Result<void> Tmp451::start_conversion() { return write_byte(device_, reg_one_shot, 0x01); }

Result<std::uint8_t> Tmp451::read_status() {
    const auto status = read_driven_byte(device_, reg_status);
    if (status && is_one_shot_ && (*status & status_busy) != 0) return failure(PeripheralError::not_ready);
    return status;
}

Result<Celsius> Tmp451::read_pair(std::uint8_t high_register, std::uint8_t low_register) {
    const auto high = read_driven_byte(device_, high_register);
    if (!high) return failure(high.error());
    const auto low = read_driven_byte(device_, low_register);
    if (!low) return failure(low.error());
    if (*high == 0 && *low == 0) return failure(PeripheralError::power_on_value);
    if ((*high & sign) != 0 || (*low & unused_bits) != 0) return failure(PeripheralError::implausible);
    return Celsius{*high + *low / 256.0};
}

Result<Celsius> Tmp451::read_local() {
    if (const auto status = read_status(); !status) return failure(status.error());
    return read_pair(reg_local_high, reg_local_low);
}

Result<Celsius> Tmp451::read_remote() {
    const auto status = read_status();
    if (!status) return failure(status.error());
    if ((*status & status_remote_open) != 0) return failure(PeripheralError::diode_open);
    return read_pair(reg_remote_high, reg_remote_low);
}

}  // namespace adit::driver::peripheral
