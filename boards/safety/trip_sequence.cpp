// See trip_sequence.hpp.
#include "boards/safety/trip_sequence.hpp"

namespace adit::boards::safety {

TripSteps run_trip_sequence(TripExecutor& executor) {
    TripSteps failed;
    for (const TripStepRule& rule : trip_step_rules) failed.insert_if(!executor.carry_out(rule), rule.step);
    return failed;
}

}  // namespace adit::boards::safety
