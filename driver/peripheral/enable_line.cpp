// See enable_line.hpp.
#include "driver/peripheral/enable_line.hpp"

namespace adit::driver::peripheral {
namespace {

PeripheralError from_pin(hal::PinError error) noexcept {
    switch (error) {
        case hal::PinError::timeout:
            return PeripheralError::timeout;
        case hal::PinError::disconnected:
            return PeripheralError::disconnected;
        case hal::PinError::refused:
            return PeripheralError::unsupported;
        case hal::PinError::io:
            break;
    }
    return PeripheralError::bus;
}

}  // namespace

Result<bool> EnableLine::is_on() {
    const auto level = pin_->get();
    if (!level) return failure(from_pin(level.error()));
    return *level == on_;
}

Result<void> EnableLine::drive(hal::Level level) {
    if (const auto done = pin_->set(level); !done) return failure(from_pin(done.error()));
    const auto read = pin_->get();
    if (!read) return failure(from_pin(read.error()));
    if (*read != level) return failure(PeripheralError::mismatch);
    return {};
}

}  // namespace adit::driver::peripheral
