// TPS53647 and TPS53667 multiphase buck regulators over PMBus (address 71): VID codes of 5 mV, switched by the EN pin
// alone. I2C works with EN low, so that everything is written and read back before the rail first rises.
// STORE commands do not exist here.
#pragma once

#include <cstdint>
#include <optional>
#include <utility>

#include "driver/peripheral/enable_line.hpp"
#include "driver/peripheral/pmbus_status.hpp"
#include "driver/peripheral/regulator.hpp"
#include "driver/peripheral/tps53647_setup.hpp"
#include "hal/i2c.hpp"

namespace adit::driver::peripheral {

/// Every function blocks for at most its number of transfers x the bus time-out. Errors of all: `no_ack`, `timeout`,
/// `bus`, `disconnected`; what else is named.
class Tps53647 final : public Regulator {
public:
    /// The line's pin must outlive this.
    Tps53647(hal::I2cDevice device, const EnableLine& enable, const Tps53647Setup& setup) noexcept
        : device_{std::move(device)}, enable_{enable}, setup_{setup} {}

    /// Status word and details, the manufacturer's (80) included; clears nothing; 6 transfers. Errors: `no_supply`
    /// (every byte FF: the 12 V input is missing).
    [[nodiscard]] Result<PmbusStatus> read_status();
    /// STATUS_PHASES (E8), one bit a phase in trouble; 1 transfer. Errors: `unsupported` (TPS53647).
    [[nodiscard]] Result<std::uint8_t> read_phase_status();
    [[nodiscard]] Result<void> clear_faults();

    /// Telemetry beside that of `Regulator`. Errors: `implausible`: outside -1..60 A in, -1..600 W in, -1..500 W out.
    [[nodiscard]] Result<Amperes> read_input_current();
    [[nodiscard]] Result<Watts> read_input_power();
    [[nodiscard]] Result<Watts> read_output_power();

    /// The register that made `protect` fail with `mismatch`.
    [[nodiscard]] std::optional<RegisterMismatch> last_mismatch() const noexcept { return mismatch_; }

private:
    Result<void> do_check_identity() override;
    Result<void> do_protect(const RailWindow& window) override;
    Result<void> do_write_rail(Millivolts rail) override;
    Result<Millivolts> do_read_rail_setting() override;
    [[nodiscard]] Millivolts do_rail_step() const noexcept override;
    Result<void> do_switch_on() override;
    Result<void> do_switch_off() override { return enable_.switch_off(); }
    Result<RegulatorHealth> do_read_health() override;
    Result<RegulatorGlance> do_glance() override;
    Result<void> do_clear_fault_flags() override { return clear_faults(); }
    Result<Volts> do_measure_input() override;
    Result<Volts> do_measure_rail() override;
    Result<Amperes> do_measure_current() override;
    Result<Celsius> do_measure_temperature() override;
    Result<void> write_all(const Tps53647Table& table);
    Result<void> verify_all(const Tps53647Table& table);

    hal::I2cDevice device_;
    EnableLine enable_;
    Tps53647Setup setup_;
    std::uint16_t vid_ = 0;  ///< last written
    std::optional<RegisterMismatch> mismatch_;
};

}  // namespace adit::driver::peripheral
