// The reasons not to arm (SA-4): core power is refused while any bit is set, and the operator sees every one as text.
#pragma once

#include <cstdint>
#include <string_view>

#include "boards/safety/enum_set.hpp"

namespace adit::boards::safety {

enum class NotArmed : std::uint8_t {
    no_profile,         ///< Runner: no board definition, or one that is not trusted
    id_mismatch,        ///< gate, Runner: a part is not the one the definition names
    temp_invalid,       ///< Supervisor: an always-readable sensor gives no value
    temp_high,          ///< Supervisor: too hot to start
    fan_unproven,       ///< Supervisor: no fan turns as commanded
    reg_absent,         ///< gate, Supervisor: the regulator does not answer
    reg_fault,          ///< gate, Supervisor: the regulator reports a fault
    limits_unverified,  ///< gate: a protective limit did not read back as written
    vin_out,            ///< gate, Supervisor: input voltage outside the regulator's window
    latched,            ///< Supervisor: an operator has to clear the latch
    config_unverified,  ///< Runner: configuration or safe-off record not verified
    update_pending,     ///< Runner: an update is being applied
    supervisor_late,    ///< Supervisor: its last cycle missed the deadline
    operator_hold,      ///< Supervisor: nobody asked for power
};
inline constexpr std::size_t not_armed_count = 14;

using ArmingBits = EnumSet<NotArmed>;

/// The name of the bit, as in logs and JSON: "fan_unproven".
[[nodiscard]] std::string_view name(NotArmed bit) noexcept;
/// One sentence for the operator.
[[nodiscard]] std::string_view text(NotArmed bit) noexcept;

}  // namespace adit::boards::safety
