// The chips' clock, the line to them, the bus to their neighbours (HZ-11, HZ-26, HZ-29); see watch.hpp.
#include <algorithm>

#include "boards/safety/trip_policy.hpp"
#include "boards/safety/watch.hpp"

namespace adit::boards::safety {

namespace {

/// A clock register that reads back wrong: written once more, then there are two seconds to see it right.
Reason watch_register(Cycle& cycle) noexcept {
    ClockDoubt& doubt = cycle.next.watch.clock;
    if (!cycle.in.facts.chain.is_clock_wrong) {
        doubt.since.reset();
        return Reason::none;
    }
    if (!doubt.since) {
        doubt.since = cycle.now;
        cycle.actions.insert(Action::rewrite_clock);
        cycle.tell(Reason::clock_doubted);
    }
    return cycle.now - *doubt.since >= cycle.timings().clock_confirm ? Reason::clock_wrong : Reason::none;
}

enum class Pace : std::uint8_t { right, slow, fast };

/// By the chips' own counters, once they have had time to follow the last change. Slow is meaningful only for a chain
/// whose chips all work.
Pace pace(const Cycle& cycle) noexcept {
    constexpr double slow = 0.9, fast = 1.1;
    const Facts& facts = cycle.in.facts;
    const ChainFacts& chain = facts.chain;
    const Duration hashing_for = cycle.now - cycle.next.hashing_since.value_or(cycle.now);
    const Duration settle = cycle.timings().rate_off;
    const bool is_settled =
        is_hashing(cycle.next.state) && hashing_for >= settle && cycle.now - cycle.next.watch.target_changed >= settle;
    if (!is_settled || !chain.counted_rate) return Pace::right;
    const double counted = chain.counted_rate->value, expected = facts.expected_rate.value;
    if (counted > expected * fast) return Pace::fast;
    const bool is_slow = counted < expected * slow && chain.working >= chain.expected;
    return is_slow ? Pace::slow : Pace::right;
}

/// A chain that stays fast runs on a clock nobody set: off. One that stays slow is weak, and HZ-21 to HZ-23 know why.
Reason watch_pace(Cycle& cycle) noexcept {
    ClockDoubt& doubt = cycle.next.watch.clock;
    const Pace now = pace(cycle);
    // A counter of coarse steps is now ahead, now behind; only what stays on one side is off.
    const Duration slow_for = doubt.rate_slow.feed(cycle.now, now == Pace::slow);
    const Duration fast_for = doubt.rate_fast.feed(cycle.now, now == Pace::fast);
    if (now == Pace::right) doubt.is_rewritten = false;
    if (std::max(slow_for, fast_for) < cycle.timings().rate_off) return Reason::none;
    doubt.rate_slow = doubt.rate_fast = {};
    if (doubt.is_rewritten) return now == Pace::fast ? Reason::clock_wrong : Reason::none;
    doubt.is_rewritten = true;
    cycle.actions.insert(Action::rewrite_clock);
    cycle.tell(Reason::clock_doubted);
    return Reason::none;
}

/// HZ-26. What three episodes per hour do not mend is left to HZ-22.
void watch_noise(Cycle& cycle) noexcept {
    constexpr double limit_per_second = 20.0;
    Watch& watch = cycle.next.watch;
    const Timings& timings = cycle.timings();
    const Duration bad_for =
        watch.line_bad.feed(cycle.now, cycle.in.facts.chain.bad_frames_per_second > limit_per_second);
    if (!watch.line_bad.since) watch.is_line_resynced = false;
    if (cycle.is_recovering()) return;
    if (watch.is_line_resynced) {
        cycle.actions.insert_if(bad_for >= timings.line_reinit, Action::reinit);
    } else if (bad_for >= timings.line_bad && take(cycle.next.noise, cycle.now, timings.retry_window)) {
        watch.is_line_resynced = true;
        cycle.actions.insert(Action::resync_line);
        cycle.tell(Reason::line_noisy);
    }
}

}  // namespace

Reason watch_clock(Cycle& cycle) noexcept {
    if (!cycle.is_started()) return Reason::none;
    const Reason read = watch_register(cycle);
    return read != Reason::none ? read : watch_pace(cycle);
}

Reason watch_line(Cycle& cycle) noexcept {
    constexpr std::uint8_t most_recoveries = 5;
    if (cycle.in.facts.bus_recoveries >= most_recoveries) return Reason::bus_stuck;
    if (cycle.is_started()) watch_noise(cycle);
    return Reason::none;
}

}  // namespace adit::boards::safety
