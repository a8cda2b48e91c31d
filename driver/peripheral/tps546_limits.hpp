// The protective configuration of a TPS546 as data: values with units, and the register writes they become, in
// order. Source: the open miner firmware's power-up sequences, one family of boards each.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "driver/peripheral/peripheral_error.hpp"
#include "driver/peripheral/pmbus.hpp"
#include "driver/peripheral/register_table.hpp"
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
    double feedback_scale = 0.25;  ///< VOUT_SCALE_LOOP: the board's divider; 1, 0.5, 0.25 or 0.125
    std::optional<Volts>
        vin_undervoltage_warning{};  ///< none: not written, since silicon latches a false warning at 5 V
    std::uint16_t stack = 0x0000;    ///< STACK_CONFIG; not 0: parts in parallel
    std::uint8_t sync = 0x10;        ///< SYNC_CONFIG; 0x10: own oscillator
    std::uint8_t phase = 0x00;       ///< PHASE; 0xFF: every part of a stack
    std::optional<std::array<std::uint8_t, 5>> compensation{};  ///< COMPENSATION_CONFIG; none: as the part comes

    friend constexpr bool operator==(const Tps546Limits&, const Tps546Limits&) = default;
};

/// Six BM1366/BM1368 chips in three domains on 12 V.
[[nodiscard]] constexpr Tps546Limits tps546_hex_limits() noexcept {
    Tps546Limits limits{.vin_on{11.5}, .vin_off{11.0}, .vin_overvoltage{14.8}};
    limits.vout_initial = Millivolts{3600};
    limits.vout_min = Millivolts{2500};
    limits.vout_max = Millivolts{4500};
    limits.feedback_scale = 0.125;
    limits.vin_undervoltage_warning = Volts{11.0};
    return limits;
}

/// Two parts in parallel on 12 V, two BM1370.
[[nodiscard]] constexpr Tps546Limits tps546_stacked_limits() noexcept {
    Tps546Limits limits{.vin_on{11.0}, .vin_off{10.5}, .vin_overvoltage{14.8}};
    limits.vout_initial = Millivolts{1200};
    limits.vout_max = Millivolts{3000};
    limits.iout_warning = Amperes{50.0};
    limits.iout_fault = Amperes{55.0};
    limits.vin_undervoltage_warning = Volts{11.0};
    limits.stack = 0x0001;
    limits.sync = 0xD0;
    limits.phase = 0xFF;
    limits.compensation = {0x12, 0x34, 0x42, 0x21, 0x04};
    return limits;
}

inline constexpr std::size_t tps546_limits_most = 32;
using Tps546LimitTable = RegisterTable<tps546_limits_most>;

/// The writes, in order, after the output is off; COMPENSATION_CONFIG, a block, is not among them. With an absolute
/// VOUT_MODE the over-voltage ratios apply to `vout_max` and the under-voltage ratios to `vout_min`. Errors:
/// `out_of_range` (limits that contradict each other or the part).
[[nodiscard]] Expected<Tps546LimitTable, PeripheralError> tps546_limit_writes(const Tps546Limits& limits,
                                                                              VoutMode mode);

}  // namespace adit::driver::peripheral
