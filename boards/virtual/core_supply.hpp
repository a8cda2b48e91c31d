// What feeds the chips' cores, whichever part does: its seat on the bus, its enable line, its output, its own faults.
#pragma once

#include <cstdint>
#include <memory>

#include "boards/definition/board_definition.hpp"
#include "boards/virtual/i2c_part.hpp"
#include "boards/virtual/regulator_surroundings.hpp"
#include "hal/clock.hpp"
#include "hal/units.hpp"

namespace adit::boards::virtual_device {

/// Why an output switches itself off, or seems to.
enum class SupplyEvent : std::uint8_t {
    no_cause,  ///< off without a detail bit
    over_voltage,
    over_current,
    input_low,
    over_temperature,
    blink,  ///< one read of the status word tells of an over-current that is gone at the next
};

/// What a part does wrong with the voltages it is told, while this holds.
struct SupplyFaults {
    bool ignores_voltage = false;  ///< acknowledged, not applied
    bool flips_bit = false;        ///< one bit of a written voltage arrives inverted
    bool is_wrong_part = false;    ///< tells another identity
    Volts droop{};                 ///< of the output below what is ordered
    Duration delay{};              ///< between a written voltage and the output's move
};

class CoreSupply {
public:
    virtual ~CoreSupply() = default;
    CoreSupply(const CoreSupply&) = delete;
    CoreSupply& operator=(const CoreSupply&) = delete;

    [[nodiscard]] virtual I2cPart& part() noexcept = 0;
    /// Level of the enable line, polarity taken into account. Parts switched by command ignore it.
    virtual void set_enabled(bool /*is_enabled*/, Instant /*now*/) {}
    /// New conditions: protections look at them at once.
    virtual void set_surroundings(const RegulatorSurroundings& surroundings, Instant now) = 0;
    virtual void set_faults(const SupplyFaults& faults) = 0;
    virtual void happen(SupplyEvent event, Instant now) = 0;
    /// After the bus or a line may have changed what the output is to be.
    virtual void refresh(Instant /*now*/) {}

    [[nodiscard]] virtual Volts rail(Instant now) const noexcept = 0;
    /// From here on `rail` does not move by itself.
    [[nodiscard]] virtual Instant settled_at() const noexcept = 0;
    [[nodiscard]] virtual bool is_on() const noexcept = 0;
    [[nodiscard]] virtual bool is_tripped() const noexcept = 0;
    /// A STORE command was sent.
    [[nodiscard]] virtual bool is_bricked() const noexcept = 0;

protected:
    CoreSupply() = default;
};

/// The part a definition names, powered up and off.
[[nodiscard]] std::unique_ptr<CoreSupply> make_core_supply(const Regulator& regulator);

}  // namespace adit::boards::virtual_device
