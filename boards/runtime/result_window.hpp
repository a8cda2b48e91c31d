// The last 400 results of a chain as the host judged them (HZ-23, HZ-24, HZ-25). Two bits each, no allocation.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace adit::boards {

enum class ResultKind : std::uint8_t { good, bad, duplicate };

class ResultWindow {
public:
    static constexpr std::size_t size = 400;

    void restart() noexcept {
        counts_ = {};
        total_ = 0;
    }
    void add(ResultKind kind) noexcept {
        ResultKind& place = kinds_[total_ % size];
        if (total_ >= size) --counts_[index(place)];
        place = kind;
        ++counts_[index(kind)];
        // Stays a count of at least a window, and in step with it, however long a board runs.
        if (++total_ == wrap) total_ = size;
    }
    /// Of the results held; 0 when there are none.
    [[nodiscard]] double share(ResultKind kind) const noexcept {
        const std::size_t held = std::min<std::size_t>(total_, size);
        return held == 0 ? 0.0 : static_cast<double>(counts_[index(kind)]) / static_cast<double>(held);
    }
    /// Since `restart`; counts up to a thousand million and goes on from 400.
    [[nodiscard]] std::uint32_t total() const noexcept { return total_; }

private:
    static constexpr std::uint32_t wrap = size * 2'500'000;
    [[nodiscard]] static constexpr std::size_t index(ResultKind kind) noexcept {
        return static_cast<std::size_t>(kind);
    }

    std::array<ResultKind, size> kinds_{};
    std::array<std::uint16_t, 3> counts_{};
    std::uint32_t total_ = 0;
};

}  // namespace adit::boards
