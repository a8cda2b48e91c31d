// The replies of a bridge on their way to the host: whole frames, each with the time it is there. Fixed size: a host
// that does not read loses replies, not memory.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "hal/clock.hpp"

namespace adit::boards::virtual_device {

class BridgeReplies {
public:
    static constexpr std::size_t longest_frame = 260;

    /// Where the next frame is to be written; it may be `longest_frame` bytes long.
    [[nodiscard]] std::span<std::byte, longest_frame> room() noexcept {
        return std::span<std::byte, longest_frame>{bytes_.data() + end_, longest_frame};
    }
    /// Queues the first `size` bytes of `room()`: they arrive at `due`, or with the frame before them if that is
    /// later. Dropped where too many are waiting.
    void add(std::size_t size, Instant due) noexcept {
        if (frame_count_ == most_frames || most_bytes - end_ < size) return;
        if (frame_count_ > 0) due = std::max(due, frames_[frame_count_ - 1].due);
        end_ += size;
        frames_[frame_count_++] = {due, end_};
    }
    /// The same with a frame that was written elsewhere.
    void push(std::span<const std::byte> frame, Instant due) noexcept;
    /// Takes what has arrived by `now`.
    [[nodiscard]] std::size_t take(std::span<std::byte> into, Instant now) noexcept;
    /// When the next byte arrives; none: nothing is on its way.
    [[nodiscard]] std::optional<Instant> next() const noexcept;
    [[nodiscard]] bool empty() const noexcept { return first_byte_ == end_; }
    void clear() noexcept { first_byte_ = ready_ = end_ = first_frame_ = frame_count_ = 0; }

private:
    static constexpr std::size_t most_bytes = 4096, most_frames = 32;
    struct Frame {
        Instant due{};
        std::size_t end = 0;  ///< in `bytes_`
    };

    std::array<std::byte, most_bytes + longest_frame> bytes_{};
    std::array<Frame, most_frames> frames_{};
    std::size_t first_byte_ = 0, ready_ = 0, end_ = 0;  ///< not taken yet; those of them that have arrived; all
    std::size_t first_frame_ = 0, frame_count_ = 0;     ///< of the frames that have not arrived
};

}  // namespace adit::boards::virtual_device
