// Bytes waiting to be written. Lines are appended whole; the carrier takes any part.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace adit::miner::stratum {

class Outbox {
public:
    /// A peer that lets more than this pile up does not read.
    static constexpr std::size_t limit = 256 * 1024;

    Outbox() { text_.reserve(4096); }

    /// Where lines are appended.
    [[nodiscard]] std::string& tail() noexcept { return text_; }
    [[nodiscard]] std::string_view view() const noexcept { return std::string_view{text_}.substr(taken_); }
    [[nodiscard]] bool is_stalled() const noexcept { return text_.size() - taken_ > limit; }

    void consumed(std::size_t count) noexcept {
        taken_ += count < text_.size() - taken_ ? count : text_.size() - taken_;
        if (taken_ < text_.size() && taken_ < compact_at) return;
        text_.erase(0, taken_);
        taken_ = 0;
    }
    void clear() noexcept {
        text_.clear();
        taken_ = 0;
    }

private:
    static constexpr std::size_t compact_at = 4096;
    std::string text_;
    std::size_t taken_ = 0;
};

}  // namespace adit::miner::stratum
