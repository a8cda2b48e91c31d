// Several readings of one kind made into one: the one that matters, or the unknown one if any is.
#pragma once

#include <algorithm>
#include <optional>

#include "boards/safety/reading.hpp"

namespace adit::boards {

template <class Value>
class Gathered {
public:
    void clear() noexcept { whole_.reset(); }

    /// `matters_more(a, b)`: `a` rather than `b` stands for both. The oldest attempt dates the whole.
    template <class Order>
    void add(const safety::Reading<Value>& one, Order matters_more) noexcept {
        if (!whole_) {
            whole_ = one;
            return;
        }
        const Instant at = std::min(whole_->at(), one.at());
        if (!whole_->is_valid())
            whole_ = safety::Reading<Value>::invalid(whole_->why(), at);
        else if (!one.is_valid())
            whole_ = safety::Reading<Value>::invalid(one.why(), at);
        else
            whole_ = safety::Reading<Value>::valid(
                matters_more(one.value(), whole_->value()) ? one.value() : whole_->value(), at);
    }

    /// None: nothing of this kind was read.
    [[nodiscard]] const std::optional<safety::Reading<Value>>& whole() const noexcept { return whole_; }

private:
    std::optional<safety::Reading<Value>> whole_;
};

}  // namespace adit::boards
