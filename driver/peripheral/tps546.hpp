// TPS546D24A/D24S buck regulator over PMBus: identity, protective limits, output, telemetry.
// The driver knows the part; what is safe for the chips behind it is decided above (the energy gate, which alone
// holds this device). STORE commands (11, 13, 15, 17) do not exist here: they can destroy the part's settings.
// Neighbours: tps546_limits.hpp (the register table), tps546_status.hpp, pmbus.hpp.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <utility>

#include "driver/peripheral/peripheral_error.hpp"
#include "driver/peripheral/regulator.hpp"
#include "driver/peripheral/tps546_limits.hpp"
#include "driver/peripheral/tps546_status.hpp"
#include "hal/expected.hpp"
#include "hal/i2c.hpp"
#include "hal/units.hpp"

namespace adit::driver::peripheral {

enum class Tps546Part : std::uint8_t { d24a, d24s };

struct Tps546Identity {
    std::array<std::uint8_t, 6> bytes{};  ///< register AD, as read
    std::optional<Tps546Part> part;       ///< none: not one of the two ids known to be good; keep the output off
};

using Tps546Mismatch = RegisterMismatch;

/// VOUT_COMMAND counts in steps of 2^-9 V, rounded down: what is read back may lie this much below what was set.
inline constexpr Millivolts tps546_vout_step{2};

/// Every function blocks for at most its number of transfers x the bus time-out (bridge 100 ms), 1 transfer unless
/// said otherwise. Errors of all: `no_ack`, `timeout`, `bus`, `disconnected`; what else is named.
class Tps546 final : public Regulator {
public:
    /// `family`: what `protect` narrows to its window; `write_limits` takes limits of its own.
    explicit Tps546(hal::I2cDevice device, const Tps546Limits& family = {}) noexcept
        : device_{std::move(device)}, family_{family} {}

    /// Reads IC_DEVICE_ID. The part may need up to 6 tries 3 ms apart after power-up: the caller's business.
    /// Errors: `implausible` (block of another length).
    [[nodiscard]] Expected<Tps546Identity, PeripheralError> identify();

    /// Switches the output off, lets OPERATION alone switch it (the CONTROL pin is ignored) and writes the table of
    /// `tps546_limit_writes`. About 36 transfers. Does not clear faults: log them first. Forgets an earlier
    /// verification. Errors: `implausible` (VOUT_MODE not understood), `out_of_range` (limits that contradict
    /// themselves or the part).
    [[nodiscard]] Expected<void, PeripheralError> write_limits(const Tps546Limits& limits);

    /// Reads every register of the table back. About 32 transfers. Errors: `mismatch` (see `last_mismatch`),
    /// `not_configured`.
    [[nodiscard]] Expected<void, PeripheralError> verify_limits();
    [[nodiscard]] std::optional<Tps546Mismatch> last_mismatch() const noexcept { return mismatch_; }

    /// CLEAR_FAULTS. Only after `read_status` has been recorded.
    [[nodiscard]] Expected<void, PeripheralError> clear_faults();

    /// Sets the rail (not the core) voltage. Errors: `not_configured`, `out_of_range` (outside VOUT_MIN..VOUT_MAX as
    /// written by `write_limits`; nothing reaches the bus).
    [[nodiscard]] Expected<void, PeripheralError> set_vout(Millivolts rail);
    /// At most `tps546_vout_step` below what was set, never above. Errors: `not_configured`.
    [[nodiscard]] Expected<Millivolts, PeripheralError> read_back_vout_command();

    /// OPERATION 80 and its read-back, 2 transfers. Errors: `not_configured` (limits not verified since they were
    /// written), `mismatch`.
    [[nodiscard]] Expected<void, PeripheralError> output_on();
    /// OPERATION 00 and its read-back, 2 transfers. Always allowed. Errors: `mismatch`.
    [[nodiscard]] Expected<void, PeripheralError> output_off();
    /// True when OPERATION says on. Errors: `implausible` (neither 00 nor 80).
    [[nodiscard]] Expected<bool, PeripheralError> is_commanded_on();

    /// STATUS_WORD and the seven detail registers, 8 transfers. Reading does not clear anything.
    [[nodiscard]] Expected<Tps546Status, PeripheralError> read_status();
    /// STATUS_WORD alone, 1 transfer: what a 250 ms poll can afford; details stay 0.
    [[nodiscard]] Expected<Tps546Status, PeripheralError> read_status_word();

    /// Telemetry. Errors: `implausible`: outside 2..20 V in, 0..6 V out, -10..60 A (a stack:
    /// 120), -40..165 C.
    [[nodiscard]] Expected<Volts, PeripheralError> read_vin();
    /// Also `not_configured` (VOUT_MODE is read by `write_limits`).
    [[nodiscard]] Expected<Volts, PeripheralError> read_vout();
    [[nodiscard]] Expected<Amperes, PeripheralError> read_iout();
    [[nodiscard]] Expected<Celsius, PeripheralError> read_temperature();

private:
    Result<void> do_check_identity() override;
    Result<void> do_protect(const RailWindow& window) override;
    Result<void> do_write_rail(Millivolts rail) override { return set_vout(rail); }
    Result<Millivolts> do_read_rail_setting() override { return read_back_vout_command(); }
    [[nodiscard]] Millivolts do_rail_step() const noexcept override { return tps546_vout_step; }
    Result<void> do_switch_on() override { return output_on(); }
    Result<void> do_switch_off() override { return output_off(); }
    Result<RegulatorHealth> do_read_health() override;
    Result<RegulatorGlance> do_glance() override;
    Result<void> do_clear_fault_flags() override { return clear_faults(); }
    Result<Volts> do_measure_input() override { return read_vin(); }
    Result<Volts> do_measure_rail() override { return read_vout(); }
    Result<Amperes> do_measure_current() override { return read_iout(); }
    Result<Celsius> do_measure_temperature() override { return read_temperature(); }

    Expected<void, PeripheralError> write_compensation(const Tps546Limits& limits);
    Expected<void, PeripheralError> verify_compensation();
    Expected<void, PeripheralError> write_table(const Tps546LimitTable& table);
    Expected<void, PeripheralError> verify(const RegisterWrite& written);
    Expected<void, PeripheralError> operate(std::uint8_t operation);

    hal::I2cDevice device_;
    Tps546Limits family_;
    std::optional<Tps546Limits> limits_;  ///< set once they are written completely
    VoutMode mode_;
    std::uint16_t vout_command_ = 0;
    bool limits_verified_ = false;
    std::optional<Tps546Mismatch> mismatch_;
};

}  // namespace adit::driver::peripheral
