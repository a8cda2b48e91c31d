// The replies of a bridge on their way to the host: whole frames, each with the time it is there. Fixed size: a host
// that does not read loses replies, not memory.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "hal/clock.hpp"

namespace adit::boards::virtual_device {

class BridgeReplies {
public:
    /// Queues a frame that arrives at `due`, or with the frame before it if that is later. Dropped where there is no
    /// room.
    void push(std::span<const std::byte> frame, Instant due) noexcept;
    /// Takes what has arrived by `now`.
    [[nodiscard]] std::size_t take(std::span<std::byte> into, Instant now) noexcept;
    /// When the next byte arrives; none: nothing is on its way.
    [[nodiscard]] std::optional<Instant> next() const noexcept;
    [[nodiscard]] bool empty() const noexcept { return first_frame_ == frame_count_; }
    void clear() noexcept;

private:
    static constexpr std::size_t most_bytes = 4096, most_frames = 32;
    struct Frame {
        Instant due{};
        std::size_t end = 0;
    };

    std::array<std::byte, most_bytes> bytes_{};
    std::array<Frame, most_frames> frames_{};
    std::size_t first_byte_ = 0, first_frame_ = 0, frame_count_ = 0;
};

}  // namespace adit::boards::virtual_device
