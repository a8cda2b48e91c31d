// What a virtual board can be told to do wrong, by name: on the device spec, from a test, or while it runs.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace adit::boards::virtual_device {

enum class Fault : std::uint8_t {
    // Chips.
    mute,            ///< answers registers, hashes, never reports a nonce (HZ-21, HZ-22)
    lose_ticket,     ///< writes of the ticket register do not take
    brownout,        ///< the chip resets itself once
    garbage,         ///< with this probability a byte from the chip has one bit flipped (HZ-26)
    duplicate,       ///< with this probability a nonce is reported twice (HZ-24)
    bad_nonce,       ///< with this probability a report carries a nonce that was not found (HZ-25)
    flatline,        ///< the chip repeats its last nonce every 45 ms and hashes no more
    dead,            ///< the chip does nothing and lets nothing through: it ends its chain (HZ-20)
    mute_registers,  ///< reports nonces, never answers a read (HZ-21)
    lose_lock,       ///< the hash clock is out of lock while this lasts (HZ-23)
    weak,            ///< with this probability a result is missed; counters count on (HZ-23)
    domain_dead,     ///< so many of the four hash domains do nothing (HZ-23)
    wrong_job,       ///< with this probability a report names a job it was not found in (HZ-25)
    flood,           ///< every nonce is reported fifty times (FI-C3)
    double_answer,   ///< answers every read twice (HZ-20)
    share_address,   ///< takes an address and passes it on, so that the next chip takes it too (HZ-20)
    // Temperatures.
    temp_open,      ///< the die diode reads "open"; a sensor of another kind reads -60 C (HZ-03)
    temp_short,     ///< the die diode reads "short"; a sensor of another kind reads -60 C (HZ-03)
    temp_stuck,     ///< the chip sensors repeat their last reading (HZ-03)
    temp_noise,     ///< chip sensors are off by up to three times so many degrees, about normally spread (FI-T1)
    temp_spike,     ///< the next reading of a chip sensor is 127 C, once (FI-T1)
    temp_drift,     ///< chip sensors read so many degrees a second more and more (FI-T1)
    temp_negative,  ///< chip sensors read -20 C (FI-T1)
    temp_detached,  ///< chip sensors feel the air, not the chip (HZ-04)
    // Air and heat.
    fan_stall,       ///< the fan stands still whatever its duty (HZ-06)
    fan_stall_high,  ///< the fan stands still above 80 % duty (FI-T2)
    fan_swapped,     ///< two fans hang on each other's channel (FI-T2)
    tach_half,       ///< the tachometer tells half the speed (FI-T2)
    tach_double,     ///< the tachometer tells twice the speed (FI-T2)
    tach_glitch,     ///< with this probability the tachometer tells standstill until the next look (FI-T2)
    ambient_rise,    ///< the air is so many degrees warmer than the option says (FI-W3)
    air_blocked,     ///< fans turn and move no air (FI-W3)
    heatsink_off,    ///< the heat sink is loose: six times the thermal resistance (HZ-02, HZ-04)
    vrm_hot,         ///< the regulator is so many degrees hotter than its losses make it (HZ-05)
    // Supply and regulator.
    vin_sag,            ///< the supply falls by this part of its voltage (HZ-12)
    extra_load,         ///< the chips draw so much more, as a part of what they should (HZ-13)
    regulator_trip,     ///< the output switches off with no detail bit set (HZ-08)
    reg_ov,             ///< the regulator reports output over-voltage and is off (HZ-08)
    reg_oc,             ///< the same for over-current
    reg_vin_uv,         ///< the same for input under-voltage
    reg_temp,           ///< the same for over-temperature
    reg_blink,          ///< one read of the status word shows an over-current that is gone at the next (HZ-08)
    reg_id,             ///< the regulator tells another identity, or is not there if it has none (HZ-28)
    ignore_vout_write,  ///< a written voltage is acknowledged and not applied (HZ-10)
    vout_late,          ///< a written voltage is applied so many milliseconds later (HZ-10)
    vout_bit_flip,      ///< one bit of a written voltage arrives inverted (HZ-10)
    rail_low,           ///< the output is so many millivolts below what was ordered (HZ-10)
    // Buses.
    hang_i2c,   ///< the bridge never answers an I2C request (HZ-29)
    i2c_slow,   ///< every answer of the bridge comes so many milliseconds late (HZ-29)
    nak,        ///< with this probability a transfer is not acknowledged (HZ-29)
    read_ff,    ///< with this probability a read gives FF (FI-I3)
    read_zero,  ///< with this probability a read gives 00 (FI-I3)
    read_old,   ///< with this probability a read gives what was read before, from wherever (FI-I3)
    read_flip,  ///< with this probability a read has one bit flipped (FI-I3)
    unplug,     ///< both ports are dead; the board goes on as it is (HZ-27)
};
inline constexpr std::size_t fault_count = 55;

enum class FaultKind : std::uint8_t {
    toggle,       ///< 0 or 1
    probability,  ///< 0..1
    amount,       ///< 0..`most`
    event,        ///< happens once at 1
};
/// What a fault can be narrowed to: `dead@3=1` is chip 3 only.
enum class FaultPlace : std::uint8_t { board, chip, fan, address };

struct FaultName {
    std::string_view name;
    Fault fault;
    FaultKind kind = FaultKind::toggle;
    FaultPlace place = FaultPlace::board;
    double most = 1.0;
    double usual = 1.0;  ///< what the bare name means
};

/// Every fault with the name it has in a device spec.
[[nodiscard]] std::span<const FaultName, fault_count> fault_names() noexcept;
[[nodiscard]] const FaultName& name_of(Fault fault) noexcept;

/// Which faults are on, each with its level (0 = off).
class FaultSet {
public:
    constexpr void set(Fault fault, double level = 1.0) noexcept { level_[static_cast<std::size_t>(fault)] = level; }
    [[nodiscard]] constexpr double level(Fault fault) const noexcept { return level_[static_cast<std::size_t>(fault)]; }
    [[nodiscard]] constexpr bool has(Fault fault) const noexcept { return level(fault) > 0.0; }
    friend constexpr bool operator==(const FaultSet&, const FaultSet&) = default;

private:
    std::array<double, fault_count> level_{};
};

/// One chip's, fan's or address's own level of a fault.
struct PlacedFault {
    Fault fault{};
    std::uint16_t place{};
    double level{};
    friend bool operator==(const PlacedFault&, const PlacedFault&) = default;
};

/// Faults of everything, and of single places.
class FaultPlan {
public:
    /// For every place; forgets what single places had.
    void set(Fault fault, double level) {
        all_.set(fault, level);
        std::erase_if(placed_, [&](const PlacedFault& own) { return own.fault == fault; });
    }
    void set(const PlacedFault& own) {
        std::erase_if(placed_, [&](const PlacedFault& o) { return o.fault == own.fault && o.place == own.place; });
        placed_.push_back(own);
    }
    [[nodiscard]] double level(Fault fault) const noexcept { return all_.level(fault); }
    [[nodiscard]] bool has(Fault fault) const noexcept { return all_.has(fault); }
    [[nodiscard]] double level(Fault fault, std::size_t place) const noexcept {
        for (const PlacedFault& own : placed_)
            if (own.fault == fault && own.place == place) return own.level;
        return all_.level(fault);
    }
    /// On everywhere or somewhere.
    [[nodiscard]] bool has_anywhere(Fault fault) const noexcept {
        for (const PlacedFault& own : placed_)
            if (own.fault == fault && own.level > 0.0) return true;
        return all_.has(fault);
    }
    [[nodiscard]] std::span<const PlacedFault> placed() const noexcept { return placed_; }

private:
    FaultSet all_;
    std::vector<PlacedFault> placed_;
};

}  // namespace adit::boards::virtual_device
