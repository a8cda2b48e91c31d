// The arithmetic of reconnecting.
#include "miner/net/back_off.hpp"

#include <algorithm>

namespace adit::miner::net {

void ConnectLimit::attempted(Instant now) noexcept {
    recent_[next_] = now;
    next_ = (next_ + 1) % recent_.size();
    count_ = std::min(count_ + 1, recent_.size());
}

Instant ConnectLimit::earliest(Instant wanted) const noexcept {
    if (count_ == 0) return wanted;
    const auto newest = recent_[(next_ + recent_.size() - 1) % recent_.size()];
    auto allowed = std::max(wanted, newest + spacing);
    if (count_ == recent_.size()) allowed = std::max(allowed, recent_[next_] + window);
    return allowed;
}

void BackOff::attempted(Instant now) noexcept {
    limit_.attempted(now);
    started_ = now;
    had_job_ = false;
}

void BackOff::job_accepted() noexcept { had_job_ = true; }

void BackOff::failed(Instant now) noexcept {
    const bool proven = had_job_ && started_ && now - *started_ >= policy_.proven_after;
    if (proven) {
        steps_ = 0;
        down_since_.reset();
    }
    if (!down_since_) down_since_ = now;
    const auto delay = std::chrono::duration_cast<Duration>(base_delay(now) * jitter());
    next_ = limit_.earliest(now + delay);
    ++steps_;
    started_.reset();
    had_job_ = false;
}

void BackOff::refused(Instant now) noexcept {
    failed(now);
    next_ = limit_.earliest(now + std::chrono::duration_cast<Duration>(policy_.after_long_outage * jitter()));
}

void BackOff::ended_by_us(Instant now, Duration wait) noexcept {
    next_ = limit_.earliest(now + wait);
    started_.reset();
    had_job_ = false;
}

Duration BackOff::base_delay(Instant now) const noexcept {
    if (now - *down_since_ >= policy_.long_outage) return policy_.after_long_outage;
    auto delay = policy_.first;
    for (std::uint32_t i = 0; i < steps_ && delay < policy_.longest; ++i) delay *= 2;
    return std::min(delay, policy_.longest);
}

double BackOff::jitter() noexcept {
    // SplitMix64 (public domain, Vigna): one state word, good enough to spread a site's rigs.
    random_ += 0x9e3779b97f4a7c15U;
    auto z = random_;
    z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
    z ^= z >> 31U;
    const double unit = static_cast<double>(z >> 11U) * 0x1.0p-53;
    return policy_.jitter_low + unit * (policy_.jitter_high - policy_.jitter_low);
}

}  // namespace adit::miner::net
