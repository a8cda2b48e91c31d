// See trip_policy.hpp.
#include "boards/safety/trip_policy.hpp"

#include <algorithm>

namespace adit::boards::safety {

namespace {

void forget_old(TripLog& log, Instant now, Duration window) noexcept {
    while (log.count > 0 && now - log.at[0] >= window) {
        std::copy(log.at.begin() + 1, log.at.end(), log.at.begin());
        --log.count;
    }
}

}  // namespace

std::uint8_t retries_of(Reason cause) noexcept {
    if (latches_at_once(cause)) return 0;
    return cause == Reason::lease_expired || cause == Reason::regulator_off ? 1 : 3;
}

std::optional<Duration> book_trip(Memory& memory, Reason cause, Instant now, const Timings& timings) noexcept {
    TripLog& log = memory.trips[static_cast<std::size_t>(cause)];
    forget_old(log, now, timings.retry_window);
    if (log.count >= retries_of(cause)) return std::nullopt;
    const Duration rest = timings.cooldown[log.count];
    log.at[log.count++] = now;
    return rest;
}

std::uint8_t recent_trips(const Memory& memory, Instant now, const Timings& timings) noexcept {
    std::uint8_t trips = 0;
    for (const TripLog& log : memory.trips)
        for (std::uint8_t i = 0; i < log.count; ++i)
            if (now - log.at[i] < timings.retry_window) ++trips;
    return trips;
}

}  // namespace adit::boards::safety
