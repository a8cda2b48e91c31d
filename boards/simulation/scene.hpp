// What is really the case on one board at one moment: the emulator's own account, what was done to it, and, for the
// coverage of reactions only, what the Supervisor says.
#pragma once

#include <string_view>

#include "boards/safety/memory.hpp"
#include "boards/safety/profile.hpp"
#include "boards/simulation/sim_work.hpp"
#include "boards/simulation/troubles.hpp"
#include "boards/virtual/virtual_board.hpp"
#include "hal/clock.hpp"

namespace adit::boards::simulation {

struct Scene {
    const safety::Profile& profile;
    const TroubleLevels& troubles;
    Instant now{};
    virtual_device::BoardGlance seen{};
    WorkCount work{};
    bool has_work = false;      ///< the pool has a job
    bool is_running = false;    ///< a process drives the board
    bool is_reachable = false;  ///< its ports are there
    bool was_in_reach = false;  ///< its ports have answered ever since a process drove the board
    bool was_stalled = false;   ///< the host stood still just before, for over a second
    Millivolts rail_ordered{};  ///< last VOUT_COMMAND seen on the bus; 0: none yet, or the output was ordered off
    Instant rail_ordered_at{};
    safety::State state{};      ///< only while `is_running`
    std::string_view reason{};  ///< as in the status
    std::string_view alarm{};   ///< the last one
    std::uint32_t alarms = 0;

    /// The output is on.
    [[nodiscard]] bool has_power() const noexcept { return seen.rail > Millivolts{100}; }
    /// Power that can become heat: chips under voltage and out of reset. Of a board whose bus hangs, holding the chips
    /// in reset is the one cut left.
    [[nodiscard]] bool is_energised() const noexcept { return has_power() && seen.is_reset_released; }
    /// Nothing falsifies the readings.
    [[nodiscard]] bool is_chip_trusted() const noexcept {
        using enum virtual_device::Fault;
        constexpr TroubleSet falsifying{temp_open,  temp_short,    temp_stuck,    temp_noise, temp_spike,
                                        temp_drift, temp_negative, temp_detached, hang_i2c,   nak,
                                        read_ff,    read_zero,     read_old,      read_flip};
        return !troubles.has_any(falsifying);
    }
    /// The host could know the chip's temperature in time if it asked.
    [[nodiscard]] bool is_chip_measurable() const noexcept { return is_reachable && is_prompt() && is_chip_trusted(); }
    /// A die diode that is unreadable before the chip runs: SEAMS gives a start `start_window` until the first
    /// temperature; a Supervisor that has one earlier has it from there.
    [[nodiscard]] bool is_before_first_temperature(Duration energised_for) const noexcept {
        return profile.chip_sensor_needs_checkpoint && energised_for <= profile.timings.start_window &&
               state == safety::State::energised_idle && reason == "starting";
    }
    /// A read of the chip's temperature gives no number, or one that no chip has (HZ-03: outside 0..120 C).
    [[nodiscard]] bool is_chip_unreadable() const noexcept {
        using enum virtual_device::Fault;
        constexpr TroubleSet blinding{temp_open, temp_short, temp_negative, hang_i2c};
        return troubles.has_any(blinding) || troubles.level(nak) >= 1.0;
    }
    /// A bus this slow needs more than a cycle for a round of readings: the table's times are for one that is not.
    [[nodiscard]] bool is_prompt() const noexcept {
        constexpr double slow_ms = 20;
        return troubles.level(Outside::slow_bridge) + troubles.level(virtual_device::Fault::i2c_slow) < slow_ms;
    }
    [[nodiscard]] bool is_fan_slow() const noexcept {
        constexpr double least = 0.3;  // HZ-06
        const double wanted = profile.fan_full_speed.value * (seen.fan_duty.value / 100.0);
        return profile.has_fan && seen.fan_speed.value < least * wanted;
    }
};

}  // namespace adit::boards::simulation
