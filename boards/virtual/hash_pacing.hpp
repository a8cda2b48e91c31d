// How much hashing a model driven in real time may do: at most the model's rate, catching up on at most 40 ms of
// lost time and at no more than twice the rate, in slices short enough to stay responsive. On a starved machine hashes
// are lost, never answers: whoever is looked at late was kept from the processor, and asks for less of it until looks
// are punctual again, because a thread that uses less than its share is woken promptly.
#pragma once

#include <algorithm>
#include <chrono>

#include "hal/clock.hpp"

namespace adit::boards::virtual_device {

class HashPacing {
public:
    static constexpr Duration largest_debt = std::chrono::milliseconds{40};
    static constexpr Duration largest_slice = std::chrono::milliseconds{5};
    static constexpr Duration::rep catch_up = 2;
    /// Looks are due every few milliseconds.
    static constexpr Duration late = std::chrono::milliseconds{20};
    static constexpr double least_share = 1.0 / 64.0;
    /// From nothing to the full rate.
    static constexpr Duration recovery = std::chrono::seconds{4};

    /// `elapsed` more time has passed since the last look: how much of the chip's time to work off now.
    [[nodiscard]] constexpr Duration grant(Duration elapsed) noexcept {
        adapt(elapsed);
        const Duration counted = part_of(std::min(elapsed, largest_debt));
        debt_ = std::min(debt_ + counted, part_of(largest_debt));
        credit_ = std::min(credit_ + counted * catch_up, part_of(largest_debt));
        const Duration slice = std::min({debt_, credit_, part_of(largest_slice)});
        debt_ -= slice;
        credit_ -= slice;
        return slice;
    }
    /// True while another slice could be worked off at once.
    [[nodiscard]] constexpr bool is_behind() const noexcept {
        return std::min(debt_, credit_) >= std::chrono::milliseconds{1};
    }
    /// Of the model's rate, what the machine bears: 1 unless it is starved.
    [[nodiscard]] constexpr double share() const noexcept { return share_; }

private:
    constexpr void adapt(Duration elapsed) noexcept {
        if (elapsed > late)
            share_ = std::max(share_ / 2.0, least_share);
        else
            share_ =
                std::min(1.0, share_ + static_cast<double>(elapsed.count()) / static_cast<double>(recovery.count()));
    }
    [[nodiscard]] constexpr Duration part_of(Duration time) const noexcept {
        return Duration{static_cast<Duration::rep>(static_cast<double>(time.count()) * share_)};
    }

    Duration debt_{}, credit_{};
    double share_ = 1.0;
};

}  // namespace adit::boards::virtual_device
