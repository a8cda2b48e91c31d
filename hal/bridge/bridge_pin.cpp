// See bridge_pin.hpp.
#include "hal/bridge/bridge_pin.hpp"

#include <array>

namespace adit::hal::bridge {
namespace {

PinError pin_error(ControlError error) noexcept {
    switch (error) {
        case ControlError::timeout:
            return PinError::timeout;
        case ControlError::refused:
        case ControlError::denied:
        case ControlError::fault:
            return PinError::refused;
        case ControlError::disconnected:
            return PinError::disconnected;
        case ControlError::no_ack:
        case ControlError::overflow:
        case ControlError::doubtful:
        case ControlError::io:
            break;
    }
    return PinError::io;
}

}  // namespace

Expected<void, PinError> BridgePin::do_set(Level level) {
    const auto now = transact(encode_gpio_write(0, line_, level));
    if (!now) return failure(now.error());
    if (*now != level) return failure(PinError::io);  // the firmware confirms the level it set
    return {};
}

Expected<Level, PinError> BridgePin::do_get() { return transact(encode_gpio_read(0, line_)); }

Expected<Level, PinError> BridgePin::transact(Request request) {
    std::array<std::byte, 1> level{};
    const auto done = port_.transact(request, level);
    if (!done) return failure(pin_error(done.error()));
    // Levels are 0 and 1 only: anything else is an error code or line noise.
    if (level[0] > std::byte{1}) return failure(PinError::io);
    return level[0] == std::byte{1} ? Level::high : Level::low;
}

}  // namespace adit::hal::bridge
