// What happened to a board since the Supervisor was last asked, in order. Small, fixed: one board, one thread.
#pragma once

#include <array>
#include <cstddef>
#include <optional>

#include "boards/safety/supervisor.hpp"

namespace adit::boards {

class EventQueue {
public:
    /// Full queue: the newest is dropped; the Supervisor repeats what it still wants, so nothing is lost for good.
    void post(safety::Event event) noexcept {
        if (size_ < events_.size()) events_[(first_ + size_++) % events_.size()] = event;
    }
    [[nodiscard]] std::optional<safety::Event> take() noexcept {
        if (size_ == 0) return std::nullopt;
        const safety::Event event = events_[first_];
        first_ = (first_ + 1) % events_.size();
        --size_;
        return event;
    }
    [[nodiscard]] std::size_t size() const noexcept { return size_; }

private:
    std::array<safety::Event, 16> events_{};
    std::size_t first_ = 0, size_ = 0;
};

}  // namespace adit::boards
