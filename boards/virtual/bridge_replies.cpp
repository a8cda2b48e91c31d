// See bridge_replies.hpp.
#include "boards/virtual/bridge_replies.hpp"

#include <algorithm>

namespace adit::boards::virtual_device {

void BridgeReplies::push(std::span<const std::byte> frame, Instant due) noexcept {
    std::ranges::copy(frame, room().begin());
    add(frame.size(), due);
}

std::size_t BridgeReplies::take(std::span<std::byte> into, Instant now) noexcept {
    while (first_frame_ < frame_count_ && frames_[first_frame_].due <= now) ready_ = frames_[first_frame_++].end;
    const std::size_t taken = std::min(into.size(), ready_ - first_byte_);
    std::copy_n(bytes_.data() + first_byte_, taken, into.data());
    first_byte_ += taken;
    if (empty()) clear();
    return taken;
}

std::optional<Instant> BridgeReplies::next() const noexcept {
    if (empty()) return std::nullopt;
    return first_byte_ < ready_ ? frames_[first_frame_ - 1].due : frames_[first_frame_].due;
}

}  // namespace adit::boards::virtual_device
