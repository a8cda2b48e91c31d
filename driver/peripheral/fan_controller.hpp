// One or more fans behind one part. Fans are counted from 0, in the order of the part's register blocks; which one
// cools what is the board's business. Implementations: emc2101.hpp, emc2103.hpp, emc230x.hpp.
#pragma once

#include <cstdint>

#include "driver/peripheral/result.hpp"
#include "hal/units.hpp"

namespace adit::driver::peripheral {

/// Errors of all: `no_ack`, `timeout`, `bus`, `disconnected`, `unsupported` (no such fan); what else is named.
class FanController {
public:
    virtual ~FanController() = default;

    [[nodiscard]] std::uint8_t fan_count() const noexcept { return do_fan_count(); }

    /// Sets the duty and reads it back (HZ-07). Errors: `out_of_range` (not 0..100; nothing reaches the bus),
    /// `mismatch` (the part drives something else).
    [[nodiscard]] Result<void> drive_fan(std::uint8_t fan, Percent duty);
    /// The smallest percentage with the drive value found. Errors: `implausible`.
    [[nodiscard]] Result<Percent> read_fan_drive(std::uint8_t fan);
    /// A fan that stands still is 0 rpm; a part that stopped answering is an error (HZ-06, HZ-07). Errors:
    /// `implausible` (a count of 0, or faster than any fan).
    [[nodiscard]] Result<Rpm> read_fan_speed(std::uint8_t fan);

protected:
    FanController() = default;
    FanController(FanController&&) = default;
    FanController& operator=(FanController&&) = default;

private:
    [[nodiscard]] virtual std::uint8_t do_fan_count() const noexcept = 0;
    virtual Result<void> do_write_drive(std::uint8_t fan, std::uint8_t drive) = 0;
    virtual Result<std::uint8_t> do_read_drive(std::uint8_t fan) = 0;
    virtual Result<Rpm> do_read_speed(std::uint8_t fan) = 0;
    /// The drive value of 100 %.
    [[nodiscard]] virtual std::uint8_t do_full_drive() const noexcept = 0;
};

/// Faster than any fan of a mining board turns.
inline constexpr std::uint32_t fastest_rpm = 30'000;

/// Drive value of a duty, cut off: floor(full x percent / 100).
[[nodiscard]] constexpr std::uint8_t drive_of(Percent duty, std::uint8_t full) noexcept {
    return static_cast<std::uint8_t>(full * duty.value / 100);
}
/// The smallest percentage that `drive_of` turns into `drive`.
[[nodiscard]] constexpr Percent duty_of(std::uint8_t drive, std::uint8_t full) noexcept {
    return Percent{(drive * 100 + full - 1) / full};
}

}  // namespace adit::driver::peripheral
