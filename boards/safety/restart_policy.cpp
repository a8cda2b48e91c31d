// See restart_policy.hpp.
#include "boards/safety/restart_policy.hpp"

#include <chrono>

namespace adit::boards::safety {

namespace {

constexpr std::uint8_t brown_out_starts = 3;     // HZ-12: this many
constexpr std::uint8_t restart_loop_starts = 5;  // HZ-51: more than this
constexpr Duration sag_memory =
    std::chrono::hours{2};  // four times the longest hold-off: by then the supply is another

}  // namespace

Duration sag_rest(std::uint8_t sags) noexcept {
    using std::chrono::minutes;
    constexpr minutes rests[]{minutes{0}, minutes{5}, minutes{15}, minutes{30}};
    return rests[sags < 3 ? sags : 3];
}

void hold_off(Memory& memory, const StartHistory& history, Instant now) noexcept {
    memory.sags = history.sags;
    memory.last_sag = now;
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
