// The part of a Bonanza or BIRDS bridge that can say no: outputs that go safe when the port closes, the lease is lost
// or the trip input rises, and an order in which power may be switched. Knows levels and time, no bytes.
#pragma once

#include <cstdint>

#include "boards/virtual/bridge_firmware.hpp"
#include "boards/virtual/bridge_pins.hpp"

namespace adit::boards::virtual_device {

enum class InterlockAnswer : std::uint8_t { done, invalid, denied, fault };

/// Lines by GPIO command.
inline constexpr std::uint8_t bonanza_reset_alias = 0, bonanza_five_volt = 1, bonanza_reset = 2, bonanza_trip = 3,
                              bonanza_regulator = 4, bonanza_regulator_good = 5;

class BridgeInterlock {
public:
    static constexpr Duration lease = std::chrono::milliseconds{2000};
    enum class State : std::uint8_t { safe_off = 0, controlled = 1, fault_latched = 2 };
    enum class Cause : std::uint8_t { none = 0, lease_expired = 1, trip = 2 };

    /// Outputs safe, fan at full speed. `pins` and `firmware` must outlive it.
    BridgeInterlock(BridgePins& pins, const BridgeFirmware& firmware) noexcept : pins_{pins}, firmware_{firmware} {}

    /// A host's request to drive a line or the fan. `denied` and `fault` leave everything safe.
    [[nodiscard]] InterlockAnswer drive(std::uint8_t line, bool level, Instant now);
    [[nodiscard]] InterlockAnswer set_fan(Percent duty, Instant now);

    /// Looks at the trip input and the lease. `is_renewed`: the second processor is alive.
    void advance(bool is_renewed, Instant now);
    /// Everything safe, no fault: the port was closed, or the bridge restarted.
    void reset(Instant now);

    [[nodiscard]] State state() const noexcept { return state_; }
    [[nodiscard]] Cause cause() const noexcept { return cause_; }
    [[nodiscard]] Percent fan() const noexcept { return fan_; }
    [[nodiscard]] Duration lease_left(Instant now) const noexcept;

private:
    [[nodiscard]] InterlockAnswer drive_five_volt(bool level, Instant now);
    [[nodiscard]] InterlockAnswer drive_reset(bool level, Instant now);
    [[nodiscard]] InterlockAnswer deny(Instant now);
    [[nodiscard]] InterlockAnswer set(std::uint8_t line, bool level, Instant now);
    [[nodiscard]] bool level_of(std::uint8_t line) const { return pins_.line(line).value_or(false); }
    void take_control(Instant now) noexcept;
    void make_safe(Instant now);
    void latch(Cause cause, Instant now);

    BridgePins& pins_;
    const BridgeFirmware& firmware_;
    Instant lease_until_{};
    Percent fan_{100};
    State state_ = State::safe_off;
    Cause cause_ = Cause::none;
};

}  // namespace adit::boards::virtual_device
