// Shares on their way to the network thread: a ring that never allocates.
#pragma once

#include <array>
#include <cstddef>
#include <utility>

#include "miner/job.hpp"

namespace adit::miner {

template <std::size_t capacity>
class ShareQueue {
public:
    [[nodiscard]] bool is_full() const noexcept { return count_ == capacity; }
    [[nodiscard]] std::size_t size() const noexcept { return count_; }
    [[nodiscard]] bool is_empty() const noexcept { return count_ == 0; }

    /// Only when not full.
    void push(Share&& share) noexcept { shares_[(first_ + count_++) % capacity] = std::move(share); }

    /// Only when not empty.
    [[nodiscard]] Share pop() noexcept {
        --count_;
        return std::exchange(shares_[std::exchange(first_, (first_ + 1) % capacity)], Share{});
    }

private:
    std::array<Share, capacity> shares_{};
    std::size_t first_ = 0, count_ = 0;
};

}  // namespace adit::miner
