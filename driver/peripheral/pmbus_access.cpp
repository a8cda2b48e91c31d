// See pmbus_access.hpp.
#include "driver/peripheral/pmbus_access.hpp"

#include "driver/peripheral/pmbus.hpp"
#include "driver/peripheral/register_access.hpp"

namespace adit::driver::peripheral {
namespace {

constexpr std::uint8_t reg_status_word = 0x79;

}  // namespace

Result<PmbusStatus> read_pmbus_status_word(hal::I2cDevice& device) {
    const auto word = read_driven_word(device, reg_status_word);
    if (!word) return failure(word.error());
    return PmbusStatus{.word = *word};
}

Result<PmbusStatus> read_pmbus_status(hal::I2cDevice& device, std::span<const PmbusDetail> details) {
    auto status = read_pmbus_status_word(device);
    if (!status) return status;
    for (const auto& detail : details) {
        const auto value = read_driven_byte(device, detail.register_number);
        if (!value) return failure(value.error());
        *status.*detail.field = *value;
    }
    return status;
}

Result<double> read_linear11(hal::I2cDevice& device, std::uint8_t register_number, double lowest, double highest) {
    const auto word = read_driven_word(device, register_number);
    if (!word) return failure(word.error());
    const double value = decode_linear11(*word);
    if (value < lowest || value > highest) return failure(PeripheralError::implausible);
    return value;
}

}  // namespace adit::driver::peripheral
