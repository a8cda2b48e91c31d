// A core regulator, whatever its part: protect, set, switch, watch. The rules that keep a chip alive are written once,
// here: nothing is switched on before the protection is in place, no voltage leaves the window, and every voltage is
// read back. Implementations: tps546.hpp, tps53647.hpp, ds4432u.hpp. Only the energy gate holds one.
#pragma once

#include <optional>

#include "driver/peripheral/regulator_health.hpp"
#include "driver/peripheral/result.hpp"
#include "hal/units.hpp"

namespace adit::driver::peripheral {

/// The voltages of the rail (core voltage x domains in series) that a board allows, and the one it starts with.
struct RailWindow {
    Millivolts lowest{}, highest{}, first{};

    [[nodiscard]] constexpr bool holds(Millivolts rail) const noexcept { return rail >= lowest && rail <= highest; }
    [[nodiscard]] constexpr bool is_consistent() const noexcept { return lowest.value > 0 && holds(first); }
    friend constexpr bool operator==(const RailWindow&, const RailWindow&) = default;
};

/// Errors of all: `no_ack`, `timeout`, `bus`, `disconnected`; what else is named. Blocks for its transfers.
class Regulator {
public:
    virtual ~Regulator() = default;

    /// Is this the part the board should have? Errors: `wrong_part`. Parts without an id prove that they answer.
    [[nodiscard]] Result<void> check_identity() { return do_check_identity(); }

    /// Output off, protective limits written, first voltage written; each of them read back. Does not clear faults:
    /// log them first. A failure leaves the output locked. Errors: `out_of_range` (a window that contradicts itself
    /// or the part), `mismatch`, `implausible`.
    [[nodiscard]] Result<void> protect(const RailWindow& window);
    [[nodiscard]] bool is_protected() const noexcept { return window_.has_value(); }

    /// Sets the rail and reads the setting back: at most `rail_step()` below `rail`, never above. Errors:
    /// `not_configured` (no `protect` yet), `out_of_range` (outside its window; nothing reaches the bus), `mismatch`.
    [[nodiscard]] Result<void> set_rail(Millivolts rail);
    /// What the part is set to, rounded down to a millivolt. Errors: `not_configured`, `power_on_value`, `implausible`.
    [[nodiscard]] Result<Millivolts> read_rail_setting() { return do_read_rail_setting(); }
    [[nodiscard]] Millivolts rail_step() const noexcept { return do_rail_step(); }

    /// With read-back. Errors: `not_configured` (no `protect` yet), `mismatch`.
    [[nodiscard]] Result<void> switch_on();
    /// With read-back; always allowed. Errors: `mismatch`.
    [[nodiscard]] Result<void> switch_off() { return do_switch_off(); }

    /// Nothing is cleared by reading. Errors: `unsupported` (the part has no status).
    [[nodiscard]] Result<RegulatorHealth> read_health() { return do_read_health(); }
    /// The causes that the part tells in one register, 1 transfer. Errors: `unsupported` (the part has no status).
    [[nodiscard]] Result<RegulatorGlance> glance() { return do_glance(); }
    /// Only after `read_health` has been recorded. Errors: `unsupported`.
    [[nodiscard]] Result<void> clear_fault_flags() { return do_clear_fault_flags(); }

    /// Keeps the output on for a while longer, on parts that switch it off by themselves when nobody asks for that; a
    /// no-op on others. Only the renewal of an energy lease may call this (SA-5), never a timer.
    [[nodiscard]] Result<void> heartbeat() { return do_heartbeat(); }

    /// Errors of the four: `implausible`, `not_configured`, `unsupported`.
    [[nodiscard]] Result<Volts> measure_input() { return do_measure_input(); }
    [[nodiscard]] Result<Volts> measure_rail() { return do_measure_rail(); }
    [[nodiscard]] Result<Amperes> measure_current() { return do_measure_current(); }
    [[nodiscard]] Result<Celsius> measure_temperature() { return do_measure_temperature(); }

protected:
    Regulator() = default;
    Regulator(Regulator&&) = default;
    Regulator& operator=(Regulator&&) = default;

private:
    virtual Result<void> do_check_identity() = 0;
    /// The window is consistent. On success output, limits and first voltage are verified.
    virtual Result<void> do_protect(const RailWindow& window) = 0;
    /// `rail` is inside the window of the last `do_protect` that succeeded.
    virtual Result<void> do_write_rail(Millivolts rail) = 0;
    virtual Result<Millivolts> do_read_rail_setting() = 0;
    [[nodiscard]] virtual Millivolts do_rail_step() const noexcept = 0;
    virtual Result<void> do_switch_on() = 0;
    virtual Result<void> do_switch_off() = 0;
    virtual Result<RegulatorHealth> do_read_health() { return failure(PeripheralError::unsupported); }
    virtual Result<RegulatorGlance> do_glance() { return failure(PeripheralError::unsupported); }
    virtual Result<void> do_clear_fault_flags() { return failure(PeripheralError::unsupported); }
    virtual Result<void> do_heartbeat() { return {}; }
    virtual Result<Volts> do_measure_input() { return failure(PeripheralError::unsupported); }
    virtual Result<Volts> do_measure_rail() { return failure(PeripheralError::unsupported); }
    virtual Result<Amperes> do_measure_current() { return failure(PeripheralError::unsupported); }
    virtual Result<Celsius> do_measure_temperature() { return failure(PeripheralError::unsupported); }

    std::optional<RailWindow> window_;  ///< set while the protection stands
};

}  // namespace adit::driver::peripheral
