// Reads a board's sensors one transaction group at a time, so that a slow bus never keeps the chain waiting for a
// whole round, and drives its fans. A failed read is Invalid, never a number (SA-9); what the board does not have is
// never read. Several of a kind count as one: the hottest, the slowest, and unknown if any of them is.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "boards/runtime/board_parts.hpp"
#include "boards/runtime/gathered.hpp"
#include "boards/safety/energy_gate.hpp"
#include "boards/safety/supervisor.hpp"
#include "hal/clock.hpp"

namespace adit::boards {

class Instruments {
public:
    /// All must outlive this, also what `parts` points to.
    Instruments(const BoardInstruments& parts, safety::EnergyGate& gate, const hal::Clock& clock) noexcept;

    /// Makes every part ready that is not, up to the first time-out. True when all are; readings and fans of the others
    /// fail meanwhile. Of more than 32 parts some share a bit: definitions have a handful.
    [[nodiscard]] bool prepare();

    /// Sets every fan and reads it back. False if one did not follow, after trying all, or at the first time-out.
    [[nodiscard]] bool drive_fans(Percent duty);

    /// Begins another round; ignored while one runs.
    void start_round() noexcept;
    [[nodiscard]] bool is_round_done() const noexcept { return kind_ == Kind::none; }
    /// Makes the next reading of the round. After a time-out the rest of the round is Invalid{bus}, untouched.
    void read_one();
    /// The chips' temperature out of turn (SA-10).
    void reread_chip();

    [[nodiscard]] const safety::Readings& readings() const noexcept { return readings_; }

    /// Time-outs since something on the bus last worked (HZ-29).
    [[nodiscard]] std::uint32_t timeouts() const noexcept { return timeouts_; }
    /// The bus was set up again.
    void forget_timeouts() noexcept { timeouts_ = 0; }

private:
    /// In the order of a round.
    enum class Kind : std::uint8_t {
        chip,
        status,
        regulator,
        regulator_sensor,
        rail,
        current,
        input,
        meter_voltage,
        meter_power,
        board,
        fan_speed,
        fan_duty,
        none,
    };

    [[nodiscard]] std::size_t count_of(Kind kind) const noexcept { return counts_[static_cast<std::size_t>(kind)]; }
    /// The same, from the board's parts.
    [[nodiscard]] std::size_t counted(Kind kind) const noexcept;
    [[nodiscard]] static constexpr Kind after(Kind kind) noexcept {
        return static_cast<Kind>(static_cast<std::uint8_t>(kind) + 1);
    }
    void skip_absent() noexcept;
    void publish_finished(Kind kind) noexcept;
    void read(Kind kind, std::size_t which);
    void read_sensor(Gathered<Celsius>& into, const SensorPlace& place);
    void read_status();
    void read_fan(std::size_t which);
    [[nodiscard]] const SensorPlace& sensor(Measures measures, std::size_t which) const noexcept;
    [[nodiscard]] std::size_t sensors_of(Measures measures) const noexcept;
    /// A reading, or nothing where the board has no such instrument.
    template <class Value, class Read>
    [[nodiscard]] std::optional<safety::Reading<Value>> probe(Read read);
    template <class Value, class Read>
    void store(safety::Reading<Value>& into, Read read);
    void estimate_input_power() noexcept;
    void count_outcome(bool has_worked, bool is_timeout) noexcept;

    BoardInstruments parts_;
    safety::EnergyGate& gate_;
    const hal::Clock& clock_;
    safety::Readings readings_;
    Gathered<Celsius> chip_, regulator_, board_;
    Gathered<Rpm> slowest_;
    Gathered<Percent> duty_;
    Percent driven_{100};
    Kind kind_ = Kind::none;
    std::size_t which_ = 0;
    std::array<std::size_t, static_cast<std::size_t>(Kind::none) + 1> counts_{};
    std::uint32_t ready_ = 0;  ///< one bit a part
    std::uint32_t timeouts_ = 0;
    bool is_bus_stalled_ = false;
};

}  // namespace adit::boards
