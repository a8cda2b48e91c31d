// The protective configuration of a TPS546 as data: values with units, and the register writes they become, in
// order. Source: the open miner firmware's power-up sequence for single-phase 5 V boards.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "driver/peripheral/peripheral_error.hpp"
#include "driver/peripheral/pmbus.hpp"
#include "hal/expected.hpp"
#include "hal/units.hpp"

namespace adit::driver::peripheral {

/// What the regulator itself enforces. The defaults are the "5 V single" family (one phase, 5 V input).
struct Tps546Limits {
    Volts vin_on{4.8}, vin_off{4.5}, vin_overvoltage{6.5};
    Millivolts vout_initial{1150};  ///< VOUT_COMMAND until `set_vout`
    Millivolts vout_min{1000}, vout_max{2000};
    Amperes iout_warning{25.0}, iout_fault{30.0};
    Celsius temperature_warning{105.0}, temperature_fault{145.0};

    friend constexpr bool operator==(const Tps546Limits&, const Tps546Limits&) = default;
};

/// How a register's word is to be compared on read-back.
enum class RegisterFormat : std::uint8_t {
    byte,
    word,
    linear11  ///< a word; another encoding of the same value is equal
};

struct RegisterWrite {
    std::uint8_t register_number{};
    RegisterFormat format{};
    std::uint16_t value{};

    friend constexpr bool operator==(const RegisterWrite&, const RegisterWrite&) = default;
};

inline constexpr std::size_t tps546_limit_count = 31;
using Tps546LimitTable = std::array<RegisterWrite, tps546_limit_count>;

/// The writes, in order, after the output is off. VIN_UV_WARN (58) is not among them: silicon latches a false
/// warning with some values. With an absolute VOUT_MODE the over-voltage ratios apply to `vout_max` and the
/// under-voltage ratios to `vout_min`. Errors: `out_of_range` (limits that contradict each other or the part).
[[nodiscard]] Expected<Tps546LimitTable, PeripheralError> tps546_limit_writes(const Tps546Limits& limits,
                                                                              VoutMode mode);

}  // namespace adit::driver::peripheral
