// Names of states, events, actions and envelope fields, as logs and JSON show them.
#include <array>

#include "boards/safety/supervisor.hpp"

namespace adit::boards::safety {

std::string_view name(State state) noexcept {
    constexpr std::array<std::string_view, state_count> words{"unknown",  "safe_off", "preflight", "energised_idle",
                                                              "ramp",     "hashing",  "derated",   "parked",
                                                              "cooldown", "latched"};
    return words[static_cast<std::size_t>(state)];
}

std::string_view name(Event event) noexcept {
    constexpr std::array<std::string_view, event_count> words{
        "tick",     "off_confirmed",      "off_failed",    "preflight_passed",  "preflight_failed",
        "rail_on",  "checkpoint_reached", "ramp_done",     "chain_failed",      "power_failed",
        "bus_lost", "stop_request",       "start_request", "set_point_request", "latch_cleared"};
    return words[static_cast<std::size_t>(event)];
}

std::string_view name(Action action) noexcept {
    constexpr std::array<std::string_view, action_count> words{
        "stop_feeding", "trip_sequence", "force_off",    "persist_latch",      "run_preflight",
        "power_up",     "ramp_to",       "rewrite_core", "reread_temperature", "resend_work",
        "chain_reset",  "reinit",        "alarm",        "rewrite_clock",      "resync_line"};
    return words[static_cast<std::size_t>(action)];
}

std::string_view name(Owner owner) noexcept {
    constexpr std::array<std::string_view, 4> words{"nobody", "person", "bench", "tuner"};
    return words[static_cast<std::size_t>(owner)];
}

std::string_view name(EnvelopeField field) noexcept {
    constexpr std::array<std::string_view, 14> words{"core_min",       "core_max",        "rail",
                                                     "frequency_max",  "throttle",        "emergency",
                                                     "vrm_trip",       "input_power_max", "input_current_max",
                                                     "fan_floor",      "default_core",    "default_frequency",
                                                     "series_domains", "sensors"};
    return words[static_cast<std::size_t>(field)];
}

}  // namespace adit::boards::safety
