// The hand-out of addresses; see i2c.hpp.
#include "hal/i2c.hpp"

#include <utility>

namespace adit::hal {

Expected<I2cDevice, I2cError> I2cBus::claim(std::uint8_t address) {
    if (address > 0x7F) return failure(I2cError::no_ack);
    if (claimed_.test(address)) return failure(I2cError::address_taken);
    claimed_.set(address);
    return I2cDevice{*this, address};
}

I2cDevice::I2cDevice(I2cDevice&& other) noexcept : bus_{std::exchange(other.bus_, nullptr)}, address_{other.address_} {}

I2cDevice& I2cDevice::operator=(I2cDevice&& other) noexcept {
    if (this != &other) {
        release();
        bus_ = std::exchange(other.bus_, nullptr);
        address_ = other.address_;
    }
    return *this;
}

I2cDevice::~I2cDevice() { release(); }

void I2cDevice::release() noexcept {
    if (bus_ != nullptr) bus_->claimed_.reset(address_);
    bus_ = nullptr;
}

Expected<void, I2cError> I2cDevice::write_read(std::span<const std::byte> out, std::span<std::byte> in) {
    if (bus_ == nullptr) return failure(I2cError::disconnected);
    return bus_->do_transfer(address_, out, in);
}

}  // namespace adit::hal
