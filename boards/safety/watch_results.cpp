// Results that are wrong or repeated (HZ-23, HZ-24); see watch.hpp. Shares are over the last 400 results.
#include "boards/safety/trip_policy.hpp"
#include "boards/safety/watch.hpp"

namespace adit::boards::safety {

namespace {

constexpr std::uint32_t enough_results = 400;
constexpr double warn_share = 0.01, act_share = 0.05, trip_share = 0.25;
constexpr double repeat_share = 0.01;
constexpr std::uint8_t most_rounds = 3;

void next_round(Cycle& cycle) noexcept {
    Tuning& tuning = cycle.next.tuning;
    if (tuning.rounds >= most_rounds) {
        if (!tuning.is_spent) cycle.tell(Reason::errors_high);
        tuning.is_spent = true;
        return;
    }
    ++tuning.rounds;
    tuning.changed = cycle.now;
    tuning.is_counting = false;
}

/// Once an hour a round is taken back, if results allow.
void climb(Cycle& cycle) noexcept {
    Tuning& tuning = cycle.next.tuning;
    tuning.is_spent = false;
    if (tuning.rounds == 0 || cycle.now - tuning.changed < cycle.timings().tuning_back) return;
    --tuning.rounds;
    tuning.changed = cycle.now;
    tuning.is_counting = false;
}

void tell_errors(Cycle& cycle, bool are_high) noexcept {
    Tuning& tuning = cycle.next.tuning;
    if (are_high && !tuning.is_told) cycle.tell(Reason::errors_high);
    tuning.is_told = are_high;
}

/// HZ-23. Written so that a NaN counts as all wrong.
Reason watch_errors(Cycle& cycle, const ChainFacts& chain) noexcept {
    if (!(chain.bad_share <= trip_share)) return Reason::error_rate;
    tell_errors(cycle, chain.bad_share > warn_share);
    if (chain.bad_share > act_share)
        next_round(cycle);
    else
        climb(cycle);
    return Reason::none;
}

/// HZ-24: overlapping ranges; a reset gives every chip its own again.
void watch_repeats(Cycle& cycle, const ChainFacts& chain) noexcept {
    Watch& watch = cycle.next.watch;
    if (chain.duplicate_share <= repeat_share) {
        watch.are_duplicates_told = false;
        return;
    }
    if (cycle.is_recovering()) return;
    if (!watch.are_duplicates_told) cycle.tell(Reason::duplicates);
    watch.are_duplicates_told = true;
    const bool may_reset = take(cycle.next.repeats, cycle.now, cycle.timings().retry_window);
    cycle.actions.insert_if(may_reset, Action::chain_reset);
}

}  // namespace

Reason watch_results(Cycle& cycle) noexcept {
    const ChainFacts& chain = cycle.in.facts.chain;
    if (!is_hashing(cycle.next.state)) return Reason::none;
    const bool are_enough = chain.results >= enough_results;
    if (!are_enough) cycle.next.tuning.is_counting = true;
    if (!are_enough || !cycle.next.tuning.is_counting) return Reason::none;
    if (const Reason errors = watch_errors(cycle, chain); errors != Reason::none) return errors;
    watch_repeats(cycle, chain);
    return Reason::none;
}

}  // namespace adit::boards::safety
