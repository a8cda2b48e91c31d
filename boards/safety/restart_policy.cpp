// See restart_policy.hpp.
#include "boards/safety/restart_policy.hpp"

#include <algorithm>
#include <chrono>

namespace adit::boards::safety {

namespace {

constexpr std::uint8_t brown_out_starts = 3;     // HZ-12: this many
constexpr std::uint8_t restart_loop_starts = 5;  // HZ-51: more than this
constexpr Duration sag_memory =
    std::chrono::hours{2};  // four times the longest hold-off: by then the supply is another

/// Rounded up; 0 for what is over.
std::uint16_t seconds_left(Duration left) noexcept {
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(left).count();
    return static_cast<std::uint16_t>(std::clamp<std::int64_t>(seconds, 0, UINT16_MAX));
}

/// Oldest first, none older than now.
TripLog trips_of(std::array<std::uint16_t, 3> left, Instant now, Duration window) noexcept {
    std::ranges::sort(left);
    TripLog log;
    for (const std::uint16_t seconds : left)
        if (seconds > 0) log.at[log.count++] = now - window + std::min<Duration>(window, std::chrono::seconds{seconds});
    return log;
}

void take_over(Memory& memory, const Debt& debt, Instant now, Duration window) noexcept {
    for (std::size_t place = 0; place < retry_places; ++place)
        memory.trips[place] = trips_of(debt.trips[place], now, window);
    memory.sags = debt.sags_for > 0 ? debt.sags : std::uint8_t{0};
    memory.last_sag = now - sag_memory + std::min<Duration>(sag_memory, std::chrono::seconds{debt.sags_for});
}

}  // namespace

Debt debt_of(const Memory& memory, Instant now, Duration window) noexcept {
    Debt debt;
    for (std::size_t place = 0; place < retry_places; ++place) {
        const TripLog& log = memory.trips[place];
        for (std::size_t i = 0; i < log.count; ++i) debt.trips[place][i] = seconds_left(log.at[i] + window - now);
        std::ranges::sort(debt.trips[place]);
    }
    if (memory.sags > 0) debt.sags_for = seconds_left(memory.last_sag + sag_memory - now);
    if (debt.sags_for > 0) debt.sags = memory.sags;
    return debt;
}

std::optional<Instant> last_booking(const Memory& memory) noexcept {
    std::optional<Instant> last;
    for (const TripLog& log : memory.trips)
        if (log.count > 0) last = std::max(last, std::optional{log.at[log.count - 1U]});
    return memory.sags > 0 ? std::max(last, std::optional{memory.last_sag}) : last;
}

Duration sag_rest(std::uint8_t sags) noexcept {
    using std::chrono::minutes;
    constexpr minutes rests[]{minutes{0}, minutes{5}, minutes{15}, minutes{30}};
    return rests[sags < 3 ? sags : 3];
}

void hold_off(Memory& memory, const StartHistory& history, Instant now, Duration window) noexcept {
    take_over(memory, history.debt, now, window);
    if (history.unclean < brown_out_starts) return;
    const auto beyond = static_cast<std::uint8_t>(history.unclean - brown_out_starts + 1);
    memory.not_before = now + sag_rest(beyond);
    memory.cause = history.unclean > restart_loop_starts ? Reason::restart_loop : Reason::brown_out_loop;
    memory.is_start_gentle = true;
}

Duration book_sag(Memory& memory, Instant now) noexcept {
    if (now - memory.last_sag >= sag_memory) memory.sags = 0;
    if (memory.sags < UINT8_MAX) ++memory.sags;
    memory.last_sag = now;
    memory.is_start_gentle = true;
    return sag_rest(memory.sags);
}

}  // namespace adit::boards::safety
