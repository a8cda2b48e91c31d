// See bridge_fan.hpp.
#include "hal/bridge/bridge_fan.hpp"

#include "hal/bridge/pages.hpp"

namespace adit::hal::bridge {

Expected<void, ControlError> BridgeFan::set(Percent duty) {
    std::array<std::byte, 1> confirmed{};
    const auto done = port_.transact(encode_fan_set(0, duty), confirmed);
    if (!done) return failure(done.error());
    if (confirmed[0] != std::byte{0}) return failure(ControlError::io);
    return {};
}

Expected<Rpm, ControlError> BridgeFan::read_speed() {
    std::array<std::byte, 2> speed{};
    const auto done = port_.transact(encode_fan_tach(0), speed);
    if (!done) return failure(done.error());
    return decode_fan_tach(speed);
}

}  // namespace adit::hal::bridge
