// What the Supervisor allows and the gate enforces: power as a lease, never "on until told off" (SA-5).
#pragma once

#include "hal/clock.hpp"
#include "hal/units.hpp"

namespace adit::boards::safety {

/// A working point: voltage of one domain, hash clock.
struct SetPoint {
    Millivolts core{};
    Megahertz frequency{};
    friend constexpr bool operator==(const SetPoint&, const SetPoint&) = default;
};

struct Permit {
    bool power = false;         ///< core power may be on
    Millivolts max_core{};      ///< per domain
    Megahertz max_frequency{};  ///< what may be raised to; going down is always allowed
    Percent fan_duty{100};      ///< what the fans must be set to, in every state
    Instant lease_until{};      ///< power ends here unless a newer permit says otherwise
    friend constexpr bool operator==(const Permit&, const Permit&) = default;
};

}  // namespace adit::boards::safety
