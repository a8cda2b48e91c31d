// See bridge_replies.hpp.
#include "boards/virtual/bridge_replies.hpp"

#include <algorithm>

namespace adit::boards::virtual_device {

void BridgeReplies::push(std::span<const std::byte> frame, Instant due) noexcept {
    const std::size_t begin = frame_count_ == 0 ? 0 : frames_[frame_count_ - 1].end;
    if (frame_count_ == most_frames || bytes_.size() - begin < frame.size()) return;
    if (!empty()) due = std::max(due, frames_[frame_count_ - 1].due);
    std::ranges::copy(frame, bytes_.begin() + static_cast<std::ptrdiff_t>(begin));
    frames_[frame_count_++] = {due, begin + frame.size()};
}

std::size_t BridgeReplies::take(std::span<std::byte> into, Instant now) noexcept {
    std::size_t taken = 0;
    while (taken < into.size() && !empty() && frames_[first_frame_].due <= now) {
        const std::size_t end = frames_[first_frame_].end;
        const std::size_t some = std::min(into.size() - taken, end - first_byte_);
        std::copy_n(bytes_.begin() + static_cast<std::ptrdiff_t>(first_byte_), some,
                    into.begin() + static_cast<std::ptrdiff_t>(taken));
        taken += some;
        first_byte_ += some;
        if (first_byte_ == end) ++first_frame_;
    }
    if (empty()) clear();
    return taken;
}

std::optional<Instant> BridgeReplies::next() const noexcept {
    if (empty()) return std::nullopt;
    return frames_[first_frame_].due;
}

void BridgeReplies::clear() noexcept { first_byte_ = first_frame_ = frame_count_ = 0; }

}  // namespace adit::boards::virtual_device
