// One draw per fault and transfer, and none for a fault that is off.
#include "boards/virtual/disturbed_bus.hpp"

#include <algorithm>

namespace adit::boards::virtual_device {

bool DisturbedBus::write(std::span<const std::byte> bytes, Instant now) {
    if (happens(Fault::nak)) return false;
    if (!bytes.empty()) selected_[address_ % selected_.size()] = std::to_integer<std::uint8_t>(bytes[0]);
    return part_->write(bytes, now);
}

bool DisturbedBus::read(std::span<std::byte> into, Instant now) {
    if (happens(Fault::nak) || !part_->read(into, now)) return false;
    constexpr std::byte highest{0x7f};  // 127 C in the upper byte of every sensor there is a model of
    if (is_spike_waiting_ && !into.empty() &&
        monitors_.is_chip_sensor(address_, selected_[address_ % selected_.size()])) {
        is_spike_waiting_ = false;
        into[0] = highest;
    }
    const std::vector<std::byte> before = last_;
    last_.assign(into.begin(), into.end());
    if (happens(Fault::read_old)) std::copy_n(before.begin(), std::min(before.size(), into.size()), into.begin());
    if (happens(Fault::read_ff)) std::ranges::fill(into, std::byte{0xff});
    if (happens(Fault::read_zero)) std::ranges::fill(into, std::byte{0x00});
    if (!into.empty() && happens(Fault::read_flip))
        into[random_.next32() % into.size()] ^= static_cast<std::byte>(1u << (random_.next32() % 8));
    return true;
}

}  // namespace adit::boards::virtual_device
