// The trip sequence as data (SA-8): five steps, each tried whatever became of the one before.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <string_view>

#include "boards/safety/enum_set.hpp"
#include "hal/clock.hpp"
#include "hal/expected.hpp"

namespace adit::boards::safety {

enum class TripStep : std::uint8_t {
    stop_feeding,  ///< send no more work; all live jobs are void
    cut_power,     ///< regulator off and read back, chip reset asserted: two cuts, both tried
    fans_full,
    record,         ///< reason and snapshot of the readings, to the journal
    tell_operator,  ///< log, API, LED, exit code
};
using TripSteps = EnumSet<TripStep>;

struct TripStepRule {
    TripStep step{};
    Duration limit{};  ///< a step that takes longer has failed
    std::string_view reason;
};

inline constexpr std::array trip_step_rules{
    TripStepRule{TripStep::stop_feeding, std::chrono::milliseconds{100}, "no chip may start on work of a dead board"},
    TripStepRule{TripStep::cut_power, std::chrono::milliseconds{100}, "rail off and reset held, each on its own"},
    TripStepRule{TripStep::fans_full, std::chrono::milliseconds{100}, "carry the remaining heat away"},
    TripStepRule{TripStep::record, std::chrono::milliseconds{100}, "the cause must survive a restart"},
    TripStepRule{TripStep::tell_operator, std::chrono::milliseconds{100}, "a silent trip is an unexplained outage"},
};

/// Carries out one step. Implemented by the Runner.
class TripExecutor {
public:
    virtual ~TripExecutor() = default;
    /// Returns whether the step succeeded within its limit.
    [[nodiscard]] bool carry_out(const TripStepRule& rule) { return do_carry_out(rule); }

protected:
    TripExecutor() = default;
    TripExecutor(const TripExecutor&) = default;
    TripExecutor& operator=(const TripExecutor&) = default;

private:
    virtual bool do_carry_out(const TripStepRule& rule) = 0;
};

/// Runs the whole sequence in order; a failing step never delays or skips the next. Returns the steps that failed.
TripSteps run_trip_sequence(TripExecutor& executor);

}  // namespace adit::boards::safety
