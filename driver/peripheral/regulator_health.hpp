// What any regulator says about itself, in words that do not depend on the part. The part's own registers: see
// tps546_status.hpp and pmbus_status.hpp.
#pragma once

#include <cstdint>

namespace adit::driver::peripheral {

struct RegulatorHealth {
    bool is_on = false;
    bool has_power_good = false;
    bool has_overvoltage = false;
    bool has_undervoltage = false;
    bool has_overcurrent = false;
    bool has_input_fault = false;  ///< input too low, too high, or drawing too much
    bool has_overtemperature = false;
    bool has_communication_error = false;  ///< a command was not understood: no reason to trip

    /// A fault that must trip (HZ-08); off without a cause is one while `commanded_on`.
    [[nodiscard]] constexpr bool has_fault(bool commanded_on) const noexcept {
        return has_overvoltage || has_undervoltage || has_overcurrent || has_input_fault || has_overtemperature ||
               (commanded_on && !is_on);
    }
    friend constexpr bool operator==(const RegulatorHealth&, const RegulatorHealth&) = default;
};

/// What one transfer tells: enough for a poll four times a second.
struct RegulatorGlance {
    RegulatorHealth health{};
    std::uint16_t word = 0;  ///< PMBus STATUS_WORD (79)
    friend constexpr bool operator==(const RegulatorGlance&, const RegulatorGlance&) = default;
};

}  // namespace adit::driver::peripheral
