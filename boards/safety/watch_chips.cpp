// Chips that are missing, and chips that are silent (HZ-20, HZ-21); see watch.hpp.
#include <algorithm>

#include "boards/safety/trip_policy.hpp"
#include "boards/safety/watch.hpp"

namespace adit::boards::safety {

namespace {

/// The chain runs without more than half of its chips.
bool is_lost(std::uint16_t left, std::uint16_t expected) noexcept { return 2U * left < expected; }

/// HZ-20: power-cycles the board to look again, ever more rarely.
void look_for_missing(Cycle& cycle, const ChainFacts& chain) noexcept {
    Memory& next = cycle.next;
    const auto& rests = cycle.timings().reenumerate;
    const bool is_missing = chain.present < chain.expected;
    const Duration missing_for = next.watch.chips_missing.feed(cycle.now, is_missing);
    const Duration whole_for = next.watch.chips_whole.feed(cycle.now, chain.working >= chain.expected);
    if (whole_for >= cycle.timings().whole) next.missing_stage = 0;
    const Duration rest = rests[std::min<std::size_t>(next.missing_stage, rests.size() - 1)];
    if (!is_missing || missing_for < rest) return;
    (void)next_rest(next.missing_stage, rests);
    cycle.actions.insert(Action::reinit);
}

/// HZ-21: resets the chain, then power-cycles the board. True when that was tried often enough for now.
bool has_given_up(Cycle& cycle, const ChainFacts& chain) noexcept {
    Memory& next = cycle.next;
    const Duration silent_for = next.watch.chips_silent.feed(cycle.now, chain.working < chain.present);
    if (chain.working >= chain.present) return false;
    if (silent_for < cycle.timings().silent_chips || cycle.is_recovering()) return next.watch.is_chain_degraded;
    if (!take(next.dead_chips, cycle.now, cycle.timings().retry_window)) return true;
    cycle.actions.insert(next.dead_chips.count == 1 ? Action::chain_reset : Action::reinit);
    return false;
}

}  // namespace

Reason watch_chips(Cycle& cycle) noexcept {
    const ChainFacts& chain = cycle.in.facts.chain;
    Watch& watch = cycle.next.watch;
    if (!cycle.is_started()) return Reason::none;
    if (is_lost(chain.present, chain.expected)) return Reason::chain_lost;
    if (is_hashing(cycle.next.state))
        look_for_missing(cycle, chain);
    else
        watch.chips_missing = watch.chips_whole = watch.chips_silent = {};
    const bool is_without_silent = is_hashing(cycle.next.state) && has_given_up(cycle, chain);
    if (is_without_silent && is_lost(chain.working, chain.expected)) return Reason::chain_lost;
    const bool is_degraded = chain.present < chain.expected || is_without_silent;
    if (is_degraded && !watch.is_chain_degraded) cycle.tell(Reason::chain_degraded);
    watch.is_chain_degraded = is_degraded;
    return Reason::none;
}

}  // namespace adit::boards::safety
