// Fail-over at once, fail-back with patience.
#include "miner/net/pool_choice.hpp"

#include <algorithm>

namespace adit::miner::net {

PoolChoice::PoolChoice(std::size_t pools, const PoolTimings& timings) : timings_{timings}, pools_(pools) {
    switches_.reserve(timings.flap_switches + 2);
}

void PoolChoice::ready(std::size_t pool, Instant now) {
    if (!pools_[pool].ready_since) pools_[pool].ready_since = now;
    pools_[pool].has_failed = false;
}

void PoolChoice::down(std::size_t pool, Instant now) {
    auto& gone = pools_[pool];
    gone.ready_since.reset();
    gone.has_failed = true;
    if (current_ != pool) return;
    current_.reset();
    hold_down_if_flapping(gone, now);
}

void PoolChoice::rest(std::size_t pool) {
    pools_[pool].ready_since.reset();
    pools_[pool].has_failed = false;
}

void PoolChoice::decide(Instant now) {
    if (!current_) {
        if (const auto best = best_ready(now)) switch_to(*best, now);
        return;
    }
    for (std::size_t i = 0; i < *current_; ++i) {
        if (pools_[i].ready_since && now >= eligible_at(pools_[i])) return switch_to(i, now);
    }
}

bool PoolChoice::wanted(std::size_t pool) const noexcept {
    if (current_) return pool <= *current_;
    return std::all_of(pools_.begin(), pools_.begin() + static_cast<std::ptrdiff_t>(pool),
                       [](const Pool& better) { return better.has_failed && !better.ready_since; });
}

Instant PoolChoice::next_deadline() const noexcept {
    auto next = Instant::max();
    for (std::size_t i = 0; current_ && i < *current_; ++i) {
        if (pools_[i].ready_since) next = std::min(next, eligible_at(pools_[i]));
    }
    return next;
}

/// Nothing better to do than mine: a pool that is held down is still better than none.
std::optional<std::size_t> PoolChoice::best_ready(Instant now) const noexcept {
    std::optional<std::size_t> held;
    for (std::size_t i = 0; i < pools_.size(); ++i) {
        if (!pools_[i].ready_since) continue;
        if (now >= pools_[i].held_until) return i;
        if (!held) held = i;
    }
    return held;
}

Instant PoolChoice::eligible_at(const Pool& pool) const noexcept {
    return std::max(*pool.ready_since + timings_.stable_for, pool.held_until);
}

void PoolChoice::hold_down_if_flapping(Pool& pool, Instant now) {
    const auto recent =
        std::count_if(switches_.begin(), switches_.end(), [&](Instant at) { return now - at <= timings_.flap_window; });
    if (static_cast<std::uint32_t>(recent) <= timings_.flap_switches) {
        pool.holds = 0;
        return;
    }
    auto hold = timings_.hold_down_first;
    for (std::uint32_t i = 0; i < pool.holds && hold < timings_.hold_down_longest; ++i) hold *= 2;
    pool.held_until = now + std::min(hold, timings_.hold_down_longest);
    ++pool.holds;
}

void PoolChoice::switch_to(std::size_t pool, Instant now) {
    current_ = pool;
    if (last_ != pool) {
        if (switches_.size() > timings_.flap_switches) switches_.erase(switches_.begin());
        switches_.push_back(now);
    }
    last_ = pool;
}

}  // namespace adit::miner::net
