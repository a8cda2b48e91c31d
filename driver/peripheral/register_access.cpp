// See register_access.hpp.
#include "driver/peripheral/register_access.hpp"

#include <algorithm>

namespace adit::driver::peripheral {
namespace {

constexpr std::size_t longest_block = 32;  // PMBus part I: 32 data bytes after the length

Expected<void, PeripheralError> write_all(hal::I2cDevice& device, std::span<const std::byte> bytes) {
    const auto done = device.write(bytes);
    if (!done) return failure(from_bus(done.error()));
    return {};
}

Expected<void, PeripheralError> read_all(hal::I2cDevice& device, std::uint8_t register_number,
                                         std::span<std::byte> into) {
    const std::byte number{register_number};
    const auto done = device.write_read(std::span{&number, 1}, into);
    if (!done) return failure(from_bus(done.error()));
    return {};
}

constexpr std::uint16_t swap_bytes(std::uint16_t word) noexcept {
    return static_cast<std::uint16_t>(word << 8 | word >> 8);
}

}  // namespace

Expected<std::uint8_t, PeripheralError> read_byte(hal::I2cDevice& device, std::uint8_t register_number) {
    std::array<std::byte, 1> raw{};
    const auto done = read_all(device, register_number, raw);
    if (!done) return failure(done.error());
    return std::to_integer<std::uint8_t>(raw[0]);
}

Expected<std::uint16_t, PeripheralError> read_word(hal::I2cDevice& device, std::uint8_t register_number) {
    std::array<std::byte, 2> raw{};
    const auto done = read_all(device, register_number, raw);
    if (!done) return failure(done.error());
    return static_cast<std::uint16_t>(std::to_integer<unsigned>(raw[0]) | std::to_integer<unsigned>(raw[1]) << 8);
}

Expected<void, PeripheralError> write_byte(hal::I2cDevice& device, std::uint8_t register_number, std::uint8_t value) {
    return write_all(device, std::array{std::byte{register_number}, std::byte{value}});
}

Expected<void, PeripheralError> write_word(hal::I2cDevice& device, std::uint8_t register_number, std::uint16_t value) {
    return write_all(device, std::array{std::byte{register_number}, static_cast<std::byte>(value & 0xFF),
                                        static_cast<std::byte>(value >> 8)});
}

Expected<std::uint16_t, PeripheralError> read_word_be(hal::I2cDevice& device, std::uint8_t register_number) {
    const auto swapped = read_word(device, register_number);
    if (!swapped) return failure(swapped.error());
    return swap_bytes(*swapped);
}

Expected<void, PeripheralError> write_word_be(hal::I2cDevice& device, std::uint8_t register_number,
                                              std::uint16_t value) {
    return write_word(device, register_number, swap_bytes(value));
}

Expected<void, PeripheralError> send_command(hal::I2cDevice& device, std::uint8_t register_number) {
    return write_all(device, std::array{std::byte{register_number}});
}

Expected<void, PeripheralError> read_block(hal::I2cDevice& device, std::uint8_t register_number,
                                           std::span<std::uint8_t> into) {
    if (into.size() > longest_block) return failure(PeripheralError::out_of_range);
    std::array<std::byte, longest_block + 1> raw{};
    const auto done = read_all(device, register_number, std::span{raw}.first(into.size() + 1));
    if (!done) return failure(done.error());
    if (raw[0] == std::byte{0xFF}) return failure(PeripheralError::bus);
    if (std::to_integer<std::size_t>(raw[0]) != into.size()) return failure(PeripheralError::implausible);
    std::transform(raw.begin() + 1, raw.begin() + 1 + static_cast<std::ptrdiff_t>(into.size()), into.begin(),
                   [](std::byte b) { return std::to_integer<std::uint8_t>(b); });
    return {};
}

Expected<void, PeripheralError> write_block(hal::I2cDevice& device, std::uint8_t register_number,
                                            std::span<const std::uint8_t> data) {
    if (data.size() > longest_block) return failure(PeripheralError::out_of_range);
    std::array<std::byte, longest_block + 2> raw{std::byte{register_number}, static_cast<std::byte>(data.size())};
    std::transform(data.begin(), data.end(), raw.begin() + 2, [](std::uint8_t b) { return std::byte{b}; });
    return write_all(device, std::span{raw}.first(data.size() + 2));
}

Expected<std::uint8_t, PeripheralError> read_driven_byte(hal::I2cDevice& device, std::uint8_t register_number) {
    const auto value = read_byte(device, register_number);
    if (value && *value == 0xFF) return failure(PeripheralError::bus);
    return value;
}

Expected<std::uint16_t, PeripheralError> read_driven_word(hal::I2cDevice& device, std::uint8_t register_number) {
    const auto value = read_word(device, register_number);
    if (value && *value == 0xFFFF) return failure(PeripheralError::bus);
    return value;
}

}  // namespace adit::driver::peripheral
