#include "boards/cpu/heat_guard.hpp"

#include <algorithm>
#include <chrono>

namespace adit::boards::cpu {

namespace {

using namespace std::chrono_literals;

constexpr std::uint8_t readings_in_a_row = 2;
constexpr Percent step_down{10}, step_up{5};
constexpr Duration between_steps_down = 2s;
constexpr Duration cool_for = 30s, between_steps_up = 10s;
constexpr Celsius cool_margin{8.0}, danger_margin{8.0};  // below and above the limit

constexpr std::uint8_t count(std::uint8_t before, bool holds) noexcept {
    return holds ? static_cast<std::uint8_t>(std::min<int>(before + 1, readings_in_a_row)) : std::uint8_t{0};
}

}  // namespace

void HeatGuard::lower(Percent by, Instant now) noexcept {
    share_ = std::max(share_ - by, least);
    changed_ = now;
}

void HeatGuard::raise(Instant now) noexcept {
    share_ = std::min(share_ + step_up, Percent{100});
    changed_ = now;
}

Percent HeatGuard::feed(std::optional<Celsius> reading, Instant now) noexcept {
    if (!reading) {
        cool_since_.reset();
        return share_;
    }
    hot_ = count(hot_, *reading >= limit_);
    very_hot_ = count(very_hot_, *reading >= limit_ + danger_margin);
    if (!(*reading < limit_ - cool_margin))
        cool_since_.reset();
    else if (!cool_since_)
        cool_since_ = now;
    if (very_hot_ >= readings_in_a_row)
        lower(share_, now);
    else if (hot_ >= readings_in_a_row && now - changed_ >= between_steps_down)
        lower(step_down, now);
    else if (cool_since_ && now - *cool_since_ >= cool_for && now - changed_ >= between_steps_up)
        raise(now);
    return share_;
}

}  // namespace adit::boards::cpu
