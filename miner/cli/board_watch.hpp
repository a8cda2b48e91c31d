// Says in the log what happens to boards: one line per event, with the reason, what comes next and what to do.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "hal/clock.hpp"
#include "miner/scheduler/telemetry.hpp"

namespace spdlog {
class logger;
}

namespace adit::miner::cli {

class BoardWatch {
public:
    explicit BoardWatch(spdlog::logger& logger) : logger_{logger} {}

    /// Logs what changed since the last look. A board that cannot be armed is tried again every few seconds for ever:
    /// what it lacks is said once, when it has been lacking for some seconds, and again only when something else is.
    void look(const Telemetry& telemetry, Instant now);

private:
    struct Seen {
        std::string_view state, reason;
        std::uint32_t alarms = 0;
        Instant off_since{};
        std::uint32_t told_bits = 0;  ///< of the arming list, since it was last energised
        bool is_off = false;          ///< waiting to be armed
        std::uint64_t progress = 0;
        Instant moved{};
        bool is_stuck = false;
        bool has_warned = false;
    };
    void look_at_state(const std::string& device, const boards::BoardStatus& board, Seen& seen, Instant now);
    void look_at_arming(const std::string& device, const boards::BoardStatus& board, Seen& seen, Instant now);
    void look_at_progress(const std::string& device, const boards::BoardStatus& board, Seen& seen, Instant now);

    spdlog::logger& logger_;
    std::vector<Seen> seen_;
};

}  // namespace adit::miner::cli
