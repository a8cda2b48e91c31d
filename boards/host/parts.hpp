// The parts of a board as its definition names them, placed on an I2C bus and pins: the host's way to what the Runner
// takes by reference.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "boards/definition/board_definition.hpp"
#include "boards/runtime/board_parts.hpp"
#include "boards/safety/profile.hpp"
#include "hal/expected.hpp"
#include "hal/gpio.hpp"
#include "hal/i2c.hpp"

namespace adit::boards {

/// Opens one line of the board by its number. Never null.
using OpenPin = std::function<std::unique_ptr<hal::OutputPin>(std::uint8_t gpio)>;

class BoardParts {
public:
    /// Claims every address the definition names; touches nothing on the bus. `bus` and what `open_pin` needs must
    /// outlive the parts. Errors, as a piece of a sentence: an address that is taken, two different parts at one
    /// address, a fan or temperature that its part does not have, a regulator without the line that switches it.
    [[nodiscard]] static Expected<std::unique_ptr<BoardParts>, std::string> place(const BoardDefinition& board,
                                                                                  const safety::Profile& profile,
                                                                                  hal::I2cBus& bus,
                                                                                  const OpenPin& open_pin);

    /// For the energy gate and nobody else.
    [[nodiscard]] driver::peripheral::Regulator& regulator() noexcept { return *regulator_; }
    /// Valid as long as this object.
    [[nodiscard]] const BoardInstruments& instruments() const noexcept { return instruments_; }

private:
    friend class PartsBuilder;
    BoardParts() = default;

    std::vector<std::unique_ptr<hal::OutputPin>> pins_;  ///< before what uses them
    std::unique_ptr<driver::peripheral::Regulator> regulator_;
    std::vector<std::unique_ptr<Preparation>> parts_;
    std::vector<Preparation*> preparations_;
    std::vector<SensorPlace> sensors_;
    std::vector<FanPlace> fans_;
    BoardInstruments instruments_;
};

}  // namespace adit::boards
