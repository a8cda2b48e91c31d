// One decision in the making: the working copy of the memory and what has been decided so far. Internal to the
// Supervisor; its rooms are watch.hpp (hazards), derate.hpp (working point), fan.hpp, transitions.hpp (states).
#pragma once

#include "boards/safety/supervisor.hpp"

namespace adit::boards::safety {

struct Cycle {
    Memory next;
    const Inputs& in;
    Instant now;
    const Profile& profile;
    Actions actions{};
    Reason reason = Reason::none;

    [[nodiscard]] const Readings& readings() const noexcept { return in.readings; }
    [[nodiscard]] const Timings& timings() const noexcept { return profile.timings; }
    [[nodiscard]] bool is_started() const noexcept { return next.is_chip_live && next.checkpoint.has_value(); }
    [[nodiscard]] Duration in_state() const noexcept { return now - next.entered; }
    /// A recovery has been ordered already; the next watcher's has to wait for what becomes of it.
    [[nodiscard]] bool is_recovering() const noexcept {
        return actions.contains(Action::chain_reset) || actions.contains(Action::reinit);
    }
    /// Tells the operator without changing anything.
    void tell(Reason what) noexcept {
        reason = what;
        actions.insert(Action::alarm);
    }
};

/// HZ-03: what a temperature sensor beside working silicon can truthfully say.
[[nodiscard]] constexpr bool is_plausible(Celsius temperature) noexcept {
    return temperature.value >= 0.0 && temperature.value <= 120.0;
}

/// Fresh and plausible.
[[nodiscard]] inline bool is_known(const Reading<Celsius>& reading, const Cycle& cycle) noexcept {
    return reading.is_fresh(cycle.now, cycle.timings().fresh) && is_plausible(reading.value());
}

}  // namespace adit::boards::safety
