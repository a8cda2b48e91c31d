// See counter_schedule.hpp.
#include "boards/runtime/counter_schedule.hpp"

#include <algorithm>
#include <chrono>

namespace adit::boards {

using namespace std::chrono_literals;

namespace {

/// Few seconds, so that a clock that was not taken is known before much is hashed at it.
constexpr Duration round_interval = 5s;
constexpr Duration shortest_spacing = 100ms;
/// Answers fill one part in so many of the line.
constexpr std::int64_t line_share = 12;
constexpr std::int64_t bits_per_byte = 10;  // 8N1

}  // namespace

void CounterSchedule::restart(Instant at) noexcept {
    due_ = at;
    is_round_new_ = true;
}

std::optional<driver::CommandBytes> CounterSchedule::next(Baud baud, Instant now) noexcept {
    if (now < due_) return std::nullopt;
    due_ = now + spacing(baud);
    if (is_round_new_) {
        is_round_new_ = false;
        round_began_ = now;
        counters_ = driver::bm13xx::CounterReads{*chain_.config().chip};
        return chain_.clock_read();
    }
    auto frame = counters_.next();
    if (!frame) restart(std::max(now, round_began_ + round_interval));
    return frame;
}

Duration CounterSchedule::spacing(Baud baud) const noexcept {
    const auto reply = std::int64_t{chain_.config().chip->replies.rolling};
    const std::int64_t bits = reply * bits_per_byte * chain_.present() * line_share;
    const std::int64_t rate = std::max<std::int64_t>(baud.value, 1);
    return std::max<Duration>(shortest_spacing, std::chrono::nanoseconds{bits * std::nano::den / rate});
}

}  // namespace adit::boards
