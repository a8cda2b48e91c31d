// How much hashing a model driven in real time may do: at most the model's rate, catching up on at most 40 ms of
// lost time and at no more than twice the rate, in slices short enough to stay responsive. On a starved machine hashes
// are lost, never answers: a thread that uses less than its share of the processor is woken promptly.
#pragma once

#include <algorithm>
#include <chrono>

#include "hal/clock.hpp"

namespace adit::boards::virtual_device {

class HashPacing {
public:
    static constexpr Duration largest_debt = std::chrono::milliseconds{40};
    static constexpr Duration largest_slice = std::chrono::milliseconds{10};
    static constexpr Duration::rep catch_up = 2;

    /// `elapsed` more time has passed: how much of the chip's time to work off now.
    [[nodiscard]] constexpr Duration grant(Duration elapsed) noexcept {
        const Duration counted = std::min(elapsed, largest_debt);
        debt_ = std::min(debt_ + counted, largest_debt);
        credit_ = std::min(credit_ + counted * catch_up, largest_debt);
        const Duration slice = std::min({debt_, credit_, largest_slice});
        debt_ -= slice;
        credit_ -= slice;
        return slice;
    }
    /// True while another slice could be worked off at once.
    [[nodiscard]] constexpr bool is_behind() const noexcept {
        return std::min(debt_, credit_) >= std::chrono::milliseconds{1};
    }

private:
    Duration debt_{}, credit_{};
};

}  // namespace adit::boards::virtual_device
