// What a virtual board can be told to do wrong, by name: on the device spec, from a test, or while it runs.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace adit::boards::virtual_device {

enum class Fault : std::uint8_t {
    mute,               ///< answers registers, hashes, never reports a nonce (HZ-21, HZ-22)
    hang_i2c,           ///< the control bridge never answers an I2C request (HZ-29)
    temp_open,          ///< the die diode reads "open", 0x3f8 (HZ-03)
    temp_short,         ///< the die diode reads "short", 0x3ff (HZ-03)
    temp_stuck,         ///< the die diode repeats its last reading (HZ-03)
    fan_stall,          ///< the fan stands still whatever its duty (HZ-06)
    vin_sag,            ///< the supply falls to 4.2 V, below the regulator's turn-off (HZ-12)
    regulator_trip,     ///< the output switches off with no detail bit set, STATUS_WORD 0x0840 (HZ-08)
    ignore_vout_write,  ///< VOUT_COMMAND is acknowledged and not applied (HZ-10)
    lose_ticket,        ///< writes of the ticket register do not take
    brownout,           ///< the chip resets itself once; a single event, never a state
    garbage,            ///< with this probability a byte from the chip has one bit flipped (HZ-26)
    duplicate,          ///< with this probability a nonce is reported twice (HZ-24)
    bad_nonce,          ///< with this probability a report carries a nonce that was not found (HZ-25)
    flatline,           ///< the chip repeats its last nonce every 45 ms and hashes no more
    dead,               ///< the chip does nothing and lets nothing through: it ends its chain (HZ-20)
    mute_registers,     ///< reports nonces, never answers a read (HZ-21)
    lose_lock,          ///< the hash clock is out of lock while this lasts (HZ-23)
    weak,               ///< with this probability a result is missed; counters count on (HZ-23)
    domain_dead,        ///< so many of the four hash domains do nothing (HZ-23)
    wrong_job,          ///< with this probability a report names a job it was not found in (HZ-25)
    flood,              ///< every nonce is reported fifty times (FI-C3)
    double_answer,      ///< answers every read twice (HZ-20)
    share_address,      ///< takes an address and passes it on, so that the next chip takes it too (HZ-20)
};
inline constexpr std::size_t fault_count = 24;

struct FaultName {
    std::string_view name;
    Fault fault;
    bool takes_probability;  ///< otherwise the level is 0 or 1
};

/// Every fault with the name it has in a device spec.
[[nodiscard]] const std::array<FaultName, fault_count>& fault_names() noexcept;

/// Which faults are on, each with its probability (1 = always, 0 = off).
class FaultSet {
public:
    constexpr void set(Fault fault, double level = 1.0) noexcept { level_[static_cast<std::size_t>(fault)] = level; }
    [[nodiscard]] constexpr double level(Fault fault) const noexcept { return level_[static_cast<std::size_t>(fault)]; }
    [[nodiscard]] constexpr bool has(Fault fault) const noexcept { return level(fault) > 0.0; }
    friend constexpr bool operator==(const FaultSet&, const FaultSet&) = default;

private:
    std::array<double, fault_count> level_{};
};

}  // namespace adit::boards::virtual_device
