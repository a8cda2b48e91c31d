// The only door to energy: alone holds the regulator, sees every byte to the chain, and lets through what the
// Supervisor's permit and the envelope allow (SA-3, SA-5, HZ-09). Neighbours: supervisor.hpp decides, the Runner asks,
// chain_policy.hpp knows the chain's energy registers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "boards/safety/arming.hpp"
#include "boards/safety/denied.hpp"
#include "boards/safety/permit.hpp"
#include "boards/safety/profile.hpp"
#include "driver/bm13xx/chip_model.hpp"
#include "driver/peripheral/regulator.hpp"
#include "hal/expected.hpp"

namespace adit::boards::safety {

/// HZ-09: with the output on, one domain rises by at most this much per `core_step_time`. Down is free.
inline constexpr Millivolts core_step_max{25};
inline constexpr Duration core_step_time = std::chrono::milliseconds{50};

/// What the regulator itself will enforce on this board, from the profile: the rail range, starting at its lowest.
[[nodiscard]] driver::peripheral::RailWindow rail_window(const Profile& profile) noexcept;

class EnergyGate {
public:
    using RegulatorError = driver::peripheral::PeripheralError;
    template <class Value>
    using Result = Expected<Value, RegulatorError>;

    /// Touches nothing. The output counts as on until `core_off` has proven otherwise. Regulator and chip family must
    /// outlive the gate; nobody else may have the regulator.
    EnergyGate(driver::peripheral::Regulator& regulator, const Profile& profile,
               const driver::bm13xx::ChipModel& chip) noexcept;
    /// Switches the core off.
    ~EnergyGate();
    EnergyGate(const EnergyGate&) = delete;
    EnergyGate& operator=(const EnergyGate&) = delete;

    /// Replaces the permit. One without power, already over, or not understood (not a number, outside the envelope)
    /// switches the core off; a lower `max_core` lowers the core at once. The lease is cut to `Timings::lease`.
    /// Blocks for up to 4 transfers.
    void set_permit(const Permit& permit, Instant now);

    /// Keeps the lease: switches off when it is over, and tries again as long as switching off failed. Call in every
    /// Runner step. True while the core is on under a live permit.
    bool poll(Instant now);

    /// Identifies the part, switches its output off, writes its limits, reads every one back, keeps what it says of
    /// itself (`found_health`), clears that, and looks at the supply where the part measures it. No bit: may be armed.
    /// About 90 transfers.
    [[nodiscard]] ArmingBits preflight();

    /// Switches the core on at `core` per domain. Needs a preflight passed since it was last switched off, and a live
    /// permit. Blocks about 5 transfers.
    /// A failure halfway switches off again.
    [[nodiscard]] Expected<void, Denied> core_on(Millivolts core, Instant now);
    /// Changes the core voltage with the output on; also how a voltage is written once more (HZ-10). 2 to 4 transfers.
    [[nodiscard]] Expected<void, Denied> step_core(Millivolts core, Instant now);
    /// Where `step_core` may go next on the way to `target`.
    [[nodiscard]] Millivolts next_step(Millivolts target) const noexcept;
    /// Switches off and reads back. Always allowed. 2 transfers.
    [[nodiscard]] Result<void> core_off();

    /// Judges the bytes about to be sent to the chain: whole frames, no more, no less. Admitted clocks are remembered
    /// as sent. Needs a live permit. Errors: see `Denied`; nothing of `chain_bytes` may then be sent.
    [[nodiscard]] Expected<void, Denied> admit(std::span<const std::byte> chain_bytes, Instant now);

    /// The chain was reset: its clock is back at its reset value, and every way leads up again.
    void note_chain_reset() noexcept { clock_ = {}; }

    /// False only when the output is proven off.
    [[nodiscard]] bool may_be_on() const noexcept { return may_be_on_; }
    /// Voltage per domain last set with the output on; 0 while off. And when it was set.
    [[nodiscard]] Millivolts core_set() const noexcept { return core_set_; }
    [[nodiscard]] Instant core_set_at() const noexcept { return core_set_at_; }
    [[nodiscard]] const Permit& permit() const noexcept { return permit_; }
    /// How many requests were refused since construction, and the last one.
    [[nodiscard]] std::uint32_t denials() const noexcept { return denials_; }
    [[nodiscard]] std::optional<Denied> last_denied() const noexcept { return last_denied_; }
    /// What the last preflight found before it cleared the faults, for the log; none where the part has no status.
    [[nodiscard]] const std::optional<driver::peripheral::RegulatorHealth>& found_health() const noexcept {
        return found_health_;
    }

    /// Telemetry of the part only this object may hold. Errors as in regulator.hpp: `unsupported` means that the board
    /// has no such instrument, everything else that it failed.
    [[nodiscard]] Result<driver::peripheral::RegulatorHealth> read_health() { return regulator_.read_health(); }
    /// Status in one transfer. A part without status is asked for its setting instead: with the core on, `mismatch`
    /// unless it is what was set; with the core off any setting will do, also that of a part just powered.
    [[nodiscard]] Result<driver::peripheral::RegulatorGlance> glance();
    [[nodiscard]] Result<Volts> read_input() { return regulator_.measure_input(); }
    [[nodiscard]] Result<Volts> read_rail() { return regulator_.measure_rail(); }
    [[nodiscard]] Result<Amperes> read_current() { return regulator_.measure_current(); }
    [[nodiscard]] Result<Celsius> read_temperature() { return regulator_.measure_temperature(); }

private:
    [[nodiscard]] bool has_live_permit(Instant now) const noexcept;
    [[nodiscard]] std::optional<Denied> refuse_core(Millivolts core, Instant now) const noexcept;
    [[nodiscard]] std::optional<Denied> refuse_step(Millivolts core, Instant now) const noexcept;
    [[nodiscard]] bool is_understood(const Permit& permit) const noexcept;
    void lower_to_permit(Instant now);
    [[nodiscard]] Result<void> identify();
    [[nodiscard]] Result<void> protect();
    [[nodiscard]] ArmingBits clear_faults();
    [[nodiscard]] ArmingBits check_supply();
    [[nodiscard]] Result<driver::peripheral::RegulatorGlance> check_setting();
    [[nodiscard]] bool set_rail(Millivolts core);
    [[nodiscard]] Expected<void, Denied> deny(Denied why) noexcept;
    void remember(Millivolts core, Instant now) noexcept;

    driver::peripheral::Regulator& regulator_;
    const driver::bm13xx::ChipModel& chip_;
    Profile profile_;
    Permit permit_{};
    std::optional<driver::peripheral::RegulatorHealth> found_health_;
    Megahertz clock_{};  ///< last admitted
    Millivolts core_set_{};
    Instant core_set_at_{};
    bool is_armed_ = false;  ///< preflight passed since the output was last off
    bool may_be_on_ = true;
    std::uint32_t denials_ = 0;
    std::optional<Denied> last_denied_;
};

}  // namespace adit::boards::safety
