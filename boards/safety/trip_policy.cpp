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
    switch (cost_of(cause)) {
        case Cost::retries:
            return 3;
        case Cost::one_retry:
            return 1;
        case Cost::endless:
            return UINT8_MAX;
        case Cost::nothing:
        case Cost::latch:
            break;
    }
    return 0;
}

bool take(TripLog& log, Instant now, Duration window) noexcept {
    forget_old(log, now, window);
    if (log.count >= log.at.size()) return false;
    log.at[log.count++] = now;
    return true;
}

Duration next_rest(std::uint8_t& stage, const std::array<Duration, 4>& rests) noexcept {
    const Duration rest = rests[std::min<std::size_t>(stage, rests.size() - 1)];
    if (stage < rests.size()) ++stage;
    return rest;
}

std::optional<Duration> book_trip(Memory& memory, Reason cause, Instant now, const Timings& timings) noexcept {
    const std::uint8_t retries = retries_of(cause);
    if (retries == 0) return std::nullopt;
    TripLog& log = memory.trips[retry_place(cause)];
    const bool has_place = take(log, now, timings.retry_window);
    if (cost_of(cause) == Cost::endless) return next_rest(memory.missing_stage, timings.reenumerate);
    if (!has_place || log.count > retries) return std::nullopt;
    return timings.cooldown[log.count - 1U];
}

std::uint8_t recent_trips(const Memory& memory, Instant now, const Timings& timings) noexcept {
    std::uint8_t trips = 0;
    for (const TripLog& log : memory.trips)
        for (std::uint8_t i = 0; i < log.count; ++i)
            if (now - log.at[i] < timings.retry_window) ++trips;
    return trips;
}

}  // namespace adit::boards::safety
