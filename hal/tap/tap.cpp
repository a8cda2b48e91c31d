// See tap.hpp.
#include "hal/tap/tap.hpp"

namespace adit::hal {

Expected<std::size_t, SerialError> Tap::do_read(std::span<std::byte> into) {
    const auto count = inner_.read(into);
    if (count && *count > 0) sink_.record({clock_.now(), TrafficKind::received, into.first(*count), {}});
    return count;
}

Expected<std::size_t, SerialError> Tap::do_write(std::span<const std::byte> bytes) {
    const auto count = inner_.write(bytes);
    if (count && *count > 0) sink_.record({clock_.now(), TrafficKind::sent, bytes.first(*count), {}});
    return count;
}

Expected<void, SerialError> Tap::do_set_baud(Baud baud) {
    const auto done = inner_.set_baud(baud);
    if (done) sink_.record({clock_.now(), TrafficKind::baud, {}, baud});
    return done;
}

}  // namespace adit::hal
