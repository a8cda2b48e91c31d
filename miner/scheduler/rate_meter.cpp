#include "miner/scheduler/rate_meter.hpp"

#include <algorithm>

namespace adit::miner {
namespace {

HashesPerSecond over(double hashes, Duration time) noexcept {
    const double seconds = std::chrono::duration<double>(time).count();
    return {seconds > 0 ? hashes / seconds : 0.0};
}

}  // namespace

void RateMeter::start(Instant now) noexcept {
    if (!started_) started_ = now;
}

std::int64_t RateMeter::slot_at(Instant now) const noexcept {
    return std::max<std::int64_t>((now - *started_) / slot_length, 0);
}

void RateMeter::forget_until(std::int64_t slot) noexcept {
    const std::int64_t first = std::max(newest_slot_ + 1, slot - static_cast<std::int64_t>(slots) + 1);
    for (std::int64_t n = first; n <= slot; ++n) recent_[static_cast<std::size_t>(n) % slots] = 0;
    newest_slot_ = std::max(newest_slot_, slot);
}

void RateMeter::add(double hashes, Instant now) noexcept {
    if (!started_) return;
    forget_until(slot_at(now));
    recent_[static_cast<std::size_t>(newest_slot_) % slots] += hashes;
    total_ += hashes;
}

HashesPerSecond RateMeter::average(Instant now) const noexcept {
    return started_ ? over(total_, now - *started_) : HashesPerSecond{};
}

HashesPerSecond RateMeter::current(Instant now) const noexcept {
    if (!started_) return {};
    RateMeter copy = *this;
    copy.forget_until(copy.slot_at(now));
    double sum = 0;
    for (const double hashes : copy.recent_) sum += hashes;
    const Instant oldest =
        *started_ + slot_length * std::max<std::int64_t>(copy.newest_slot_ - std::int64_t{slots} + 1, 0);
    return over(sum, now - oldest);
}

}  // namespace adit::miner
