// A TPS546D24A: PMBus registers, the output they switch, and what it reports and
// latches when it is asked for, or meets, something it will not do.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "boards/virtual/core_supply.hpp"
#include "boards/virtual/i2c_part.hpp"
#include "boards/virtual/rail_output.hpp"
#include "boards/virtual/tps546_commands.hpp"
#include "hal/units.hpp"

namespace adit::boards::virtual_device {

class Tps546Model final : public I2cPart {
public:
    static constexpr std::uint8_t address = 0x24;

    /// `divider`: of the board's feedback; the output is the command times VOUT_SCALE_LOOP over this.
    explicit Tps546Model(double divider = 0.25);

    /// Unknown commands and wrong lengths are not acknowledged and show in STATUS_CML; values it refuses are
    /// acknowledged, not taken, and show there too.
    [[nodiscard]] bool write(std::span<const std::byte> bytes, Instant now) override;
    [[nodiscard]] bool read(std::span<std::byte> into, Instant now) override;

    /// New conditions: protections look at them at once.
    void set_surroundings(const RegulatorSurroundings& surroundings, Instant now);
    void set_faults(const SupplyFaults& faults) noexcept;
    void happen(SupplyEvent event, Instant now);

    [[nodiscard]] Volts rail(Instant now) const noexcept { return output_.at(now); }
    [[nodiscard]] Instant settled_at() const noexcept { return output_.settled_at(); }
    [[nodiscard]] bool is_on() const noexcept { return is_on_; }
    [[nodiscard]] bool is_tripped() const noexcept { return is_tripped_; }
    /// A STORE command was sent: the part answers no more (it can corrupt the real one beyond recovery).
    [[nodiscard]] bool is_bricked() const noexcept { return is_bricked_; }

private:
    /// The protective limits as numbers, with `asked_` decoded when a register changes and not at every look.
    struct Limits {
        double input_on{}, input_off{}, input_over{}, current_warning{}, current_fault{};
        double temperature_warning{}, temperature_fault{};
    };
    void power_on_values() noexcept;
    void decode_limits() noexcept;
    [[nodiscard]] bool execute(std::uint8_t code);
    [[nodiscard]] bool take_value(const PmbusCommand& command, std::span<const std::byte> data);
    [[nodiscard]] bool is_acceptable(std::uint8_t code, std::uint16_t value) noexcept;
    [[nodiscard]] std::uint16_t value_of(std::uint8_t code, Instant now) const noexcept;
    [[nodiscard]] std::uint16_t status_word() const noexcept;
    [[nodiscard]] std::uint16_t reg(std::uint8_t code) const noexcept { return registers_[code]; }
    void latch(std::uint8_t status, unsigned bits) noexcept;
    void trip(std::uint8_t status, unsigned bits) noexcept;
    void protect() noexcept;
    void update_output(Instant now) noexcept;
    void settle(Instant now) noexcept;
    [[nodiscard]] bool is_commanded_on() const noexcept;
    [[nodiscard]] Volts target() const noexcept;

    std::array<std::uint16_t, 256> registers_{};
    std::array<std::array<std::byte, 6>, 256> blocks_{};
    Limits limits_;
    RegulatorSurroundings surroundings_;
    std::uint8_t selected_ = 0;
    bool is_on_ = false, is_tripped_ = false, is_bricked_ = false, blinks_ = false;
    bool is_input_low_ = true;
    bool is_settled_ = false;  ///< another look at protections and output would change nothing
    double divider_;
    double asked_ = 0.0;  ///< command x scale, volts at the part's own feedback pin
    SupplyFaults faults_;
    RailOutput output_;
};

}  // namespace adit::boards::virtual_device
