// Why the gate refused. Each refusal is counted and becomes an event ("voltage_denied", "frame_denied").
#pragma once

#include <cstdint>
#include <string_view>

#include "hal/expected.hpp"
#include "hal/units.hpp"

namespace adit::boards::safety {

enum class Denied : std::uint8_t {
    no_permit,         ///< the Supervisor gave no power, or its lease is over
    not_armed,         ///< no passed preflight since the last failure
    not_a_voltage,     ///< not a number, negative, or no whole number of millivolts
    outside_envelope,  ///< above or below what the chip and board can take; also a unit mistaken by a factor
    above_permit,      ///< inside the envelope, but more than is permitted now
    step_too_large,    ///< more than 25 mV up with the output on
    step_too_soon,     ///< less than 50 ms after the last step up
    output_off,        ///< a step without the output on
    regulator_failed,  ///< the regulator refused, did not answer or read back something else; it was switched off
    undecodable,       ///< bytes no encoder of ours writes
    clock_malformed,   ///< a hash clock word that no setting has
    clock_too_high,    ///< above envelope or permit
    divider,           ///< a clock divider or auxiliary clock nobody here writes
    baud,              ///< a UART word outside the known ones
    mailbox,           ///< a core register write that is not on the list
    unknown_register,  ///< a write to a register without a name
};

[[nodiscard]] std::string_view name(Denied why) noexcept;

/// A voltage request from outside (configuration, API, bench) into the type the gate takes. Errors: `not_a_voltage`
/// (NaN, infinite, negative, a fraction of a millivolt, beyond the type).
[[nodiscard]] Expected<Millivolts, Denied> core_request(double millivolts) noexcept;

}  // namespace adit::boards::safety
