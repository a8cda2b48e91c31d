// See register_table.hpp.
#include "driver/peripheral/register_table.hpp"

#include "driver/peripheral/pmbus.hpp"
#include "driver/peripheral/register_access.hpp"

namespace adit::driver::peripheral {
namespace {

Result<std::uint16_t> read_register(hal::I2cDevice& device, const RegisterWrite& written) {
    if (written.format != RegisterFormat::byte) return read_word(device, written.register_number);
    const auto value = read_byte(device, written.register_number);
    if (!value) return failure(value.error());
    return std::uint16_t{*value};
}

bool is_same(RegisterFormat format, std::uint16_t a, std::uint16_t b) noexcept {
    return a == b || (format == RegisterFormat::linear11 && decode_linear11(a) == decode_linear11(b));
}

}  // namespace

Result<void> write_register(hal::I2cDevice& device, const RegisterWrite& write) {
    if (write.format == RegisterFormat::byte) {
        return write_byte(device, write.register_number, static_cast<std::uint8_t>(write.value));
    }
    return write_word(device, write.register_number, write.value);
}

Result<std::optional<RegisterMismatch>> compare_register(hal::I2cDevice& device, const RegisterWrite& written) {
    const auto read = read_register(device, written);
    if (!read) return failure(read.error());
    Result<std::optional<RegisterMismatch>> difference{RegisterMismatch{written.register_number, written.value, *read}};
    if (is_same(written.format, *read, written.value)) difference->reset();
    return difference;
}

Result<void> write_checked(hal::I2cDevice& device, std::uint8_t register_number, std::uint8_t value) {
    if (const auto done = write_byte(device, register_number, value); !done) return done;
    const auto read = read_byte(device, register_number);
    if (!read) return failure(read.error());
    if (*read != value) return failure(PeripheralError::mismatch);
    return {};
}

}  // namespace adit::driver::peripheral
