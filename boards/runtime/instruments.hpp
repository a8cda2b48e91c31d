// Reads a board's sensors one transaction group at a time, so that a slow bus never keeps the chain waiting for a
// whole round. A failed read is Invalid, never a number (SA-9).
#pragma once

#include <cstdint>

#include "boards/safety/energy_gate.hpp"
#include "boards/safety/supervisor.hpp"
#include "driver/peripheral/emc2101.hpp"
#include "hal/clock.hpp"

namespace adit::boards {

class Instruments {
public:
    /// All must outlive this.
    Instruments(driver::peripheral::Emc2101& monitor, safety::EnergyGate& gate, const hal::Clock& clock) noexcept
        : monitor_{monitor}, gate_{gate}, clock_{clock} {}

    /// Begins another round; ignored while one runs.
    void start_round() noexcept;
    [[nodiscard]] bool is_round_done() const noexcept { return next_ == probe_count; }
    /// Makes the next reading of the round. After a time-out the rest of the round is Invalid{bus}, untouched.
    void read_one();
    /// The chip's temperature out of turn (SA-10).
    void reread_chip();

    [[nodiscard]] const safety::Readings& readings() const noexcept { return readings_; }

private:
    static constexpr std::uint8_t probe_count = 9;

    void read(std::uint8_t probe);
    void estimate_input_power() noexcept;
    template <class Value, class Result>
    void store(safety::Reading<Value>& into, const Result& result);

    driver::peripheral::Emc2101& monitor_;
    safety::EnergyGate& gate_;
    const hal::Clock& clock_;
    safety::Readings readings_;
    std::uint8_t next_ = probe_count;
    bool is_bus_stalled_ = false;
};

}  // namespace adit::boards
