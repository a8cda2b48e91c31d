// See emc_tachometer.hpp. Source: EMC2103 and EMC2305 data sheets, tachometer reading registers.
#include "driver/peripheral/emc_tachometer.hpp"

#include "driver/peripheral/register_access.hpp"

namespace adit::driver::peripheral {
namespace {

constexpr std::uint8_t reg_manufacturer = 0xFE, manufacturer_smsc = 0x5D;
constexpr std::uint8_t undriven = 0xFF, unused_bits = 0x07, slowest_high_byte = 0xFF;

}  // namespace

Result<void> check_emc_maker(hal::I2cDevice& device) {
    const auto maker = read_driven_byte(device, reg_manufacturer);
    if (!maker) return failure(maker.error());
    if (*maker != manufacturer_smsc) return failure(PeripheralError::wrong_part);
    return {};
}

Result<Rpm> read_emc_tachometer(hal::I2cDevice& device, std::uint8_t high_register, std::uint8_t multiplier) {
    const auto high = read_byte(device, high_register);
    if (!high) return failure(high.error());
    const auto low = read_byte(device, static_cast<std::uint8_t>(high_register + 1));
    if (!low) return failure(low.error());
    if (*low == undriven) return failure(PeripheralError::bus);
    if ((*low & unused_bits) != 0) return failure(PeripheralError::implausible);
    if (*high == slowest_high_byte) return Rpm{0};
    const std::uint32_t count = static_cast<std::uint32_t>(*high) << 5 | *low >> 3;
    if (count == 0) return failure(PeripheralError::implausible);
    const std::uint32_t rpm = emc_tachometer_rpm * multiplier / count;
    if (rpm > fastest_rpm) return failure(PeripheralError::implausible);
    return Rpm{rpm};
}

Result<std::uint8_t> read_emc_drive(hal::I2cDevice& device, std::uint8_t drive_register) {
    const auto drive = read_byte(device, drive_register);
    if (!drive || *drive != undriven) return drive;
    if (const auto maker = check_emc_maker(device); !maker) return failure(maker.error());
    return drive;
}

}  // namespace adit::driver::peripheral
