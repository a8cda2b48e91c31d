// See bridge_i2c.hpp.
#include "hal/bridge/bridge_i2c.hpp"

#include <algorithm>
#include <array>

namespace adit::hal::bridge {
namespace {

I2cError bus_error(ControlError error) noexcept {
    switch (error) {
        case ControlError::no_ack:
            return I2cError::no_ack;
        case ControlError::timeout:
            return I2cError::timeout;
        case ControlError::overflow:
            return I2cError::too_long;
        case ControlError::disconnected:
            return I2cError::disconnected;
        case ControlError::refused:
        case ControlError::denied:
        case ControlError::fault:
        case ControlError::doubtful:
        case ControlError::io:
            break;
    }
    return I2cError::bus;
}

}  // namespace

Expected<void, I2cError> BridgeI2cBus::set_frequency(std::uint32_t hertz) {
    const Request request = encode_i2c_frequency(0, hertz);
    std::array<std::byte, 4> echo{};
    const auto done = port_.transact(request, echo);
    if (!done) return failure(done.error() == ControlError::no_ack ? I2cError::bus : bus_error(done.error()));
    if (!std::ranges::equal(echo, request.bytes().last(echo.size()))) return failure(I2cError::bus);
    return {};
}

Expected<void, I2cError> BridgeI2cBus::do_transfer(std::uint8_t address, std::span<const std::byte> out,
                                                   std::span<std::byte> in) {
    if (!is_i2c_transfer(out.size(), in.size())) return failure(I2cError::too_long);
    if (in.empty()) return write_only(address, out);
    const auto done = port_.transact(encode_i2c_transfer(address, out, in.size()), in);
    if (done) return {};
    if (done.error() == ControlError::doubtful) return read_one_more(address, out, in);
    return failure(bus_error(done.error()));
}

Expected<void, I2cError> BridgeI2cBus::write_only(std::uint8_t address, std::span<const std::byte> out) {
    std::array<std::byte, 1> written{};
    const auto done = port_.transact(encode_i2c_transfer(address, out, 0), written);
    if (!done) return failure(bus_error(done.error()));
    if (std::to_integer<std::size_t>(written[0]) != out.size()) return failure(I2cError::bus);
    return {};
}

Expected<void, I2cError> BridgeI2cBus::read_one_more(std::uint8_t address, std::span<const std::byte> out,
                                                     std::span<std::byte> in) {
    const std::size_t count = in.size() + 1;
    if (!is_i2c_transfer(out.size(), count)) return failure(I2cError::too_long);
    std::array<std::byte, max_i2c_read> longer{};
    const auto done = port_.transact(encode_i2c_transfer(address, out, count), std::span{longer}.first(count));
    if (!done) return failure(bus_error(done.error()));
    std::ranges::copy(std::span{longer}.first(in.size()), in.begin());
    return {};
}

}  // namespace adit::hal::bridge
