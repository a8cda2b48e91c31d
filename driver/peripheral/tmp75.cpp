// See tmp75.hpp. Register numbers: TMP1075 data sheet, register map.
#include "driver/peripheral/tmp75.hpp"

#include "driver/peripheral/register_access.hpp"
#include "driver/peripheral/register_table.hpp"

namespace adit::driver::peripheral {
namespace {

constexpr std::uint8_t reg_temperature = 0x00, reg_config = 0x01, reg_device_id = 0x0F;
constexpr std::uint16_t id_tmp1075 = 0x7500;
constexpr std::uint8_t config_shutdown = 0x01;

constexpr std::uint16_t undriven = 0xFFFF, nothing_measured = 0x0000;
constexpr std::uint16_t unused_bits = 0x000F;  // 12 bits, left-aligned
constexpr Celsius lowest{-55.0};

}  // namespace

Result<void> Tmp75::check_identity() {
    if (part_ != Tmp75Part::tmp1075) {
        return read_word_be(device_, reg_temperature).map([](std::uint16_t) {});
    }
    const auto id = read_word_be(device_, reg_device_id);
    if (!id) return failure(id.error());
    if (*id == undriven) return failure(PeripheralError::bus);
    if (*id != id_tmp1075) return failure(PeripheralError::wrong_part);
    return {};
}

Result<void> Tmp75::configure() {
    const auto config = read_driven_byte(device_, reg_config);
    if (!config) return failure(config.error());
    return write_checked(device_, reg_config, static_cast<std::uint8_t>(*config & ~config_shutdown));
}

Result<Celsius> Tmp75::read_temperature() {
    const auto raw = read_word_be(device_, reg_temperature);
    if (!raw) return failure(raw.error());
    if (*raw == undriven) return failure(PeripheralError::bus);
    if (*raw == nothing_measured) return failure(PeripheralError::power_on_value);
    const Celsius value{static_cast<std::int16_t>(*raw) / 256.0};
    if ((*raw & unused_bits) != 0 || value < lowest) return failure(PeripheralError::implausible);
    return value;
}

}  // namespace adit::driver::peripheral
