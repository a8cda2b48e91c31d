// How a virtual board is to behave, and how a device spec says so: `virtual:bitaxe-gamma?zero_bits=10&mute=1`.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "boards/definition/board_definition.hpp"
#include "boards/virtual/faults.hpp"
#include "hal/clock.hpp"
#include "hal/expected.hpp"
#include "hal/units.hpp"

namespace adit::boards::virtual_device {

struct BoardOptions {
    /// Leading zero bits of the easiest nonce it can return, 0..32. Rate and counters scale by 2^(zero_bits - 32).
    std::uint8_t zero_bits = 10;
    /// Same seed, same inputs: same bytes.
    std::uint64_t seed = 1;
    /// Scales the hash rate only, 0.001..1000; speed x 2^(zero_bits - 32) is held at or below 1.
    double speed = 1.0;
    /// Air around the board, -20..60.
    Celsius ambient{25.0};
    /// Faults start this long after the first hash was computed; 0: from the start.
    std::chrono::milliseconds faults_after{0};
    FaultSet faults{};
    /// True when a real-time thread drives the model: hashing that the host could not afford is dropped (at most
    /// 40 ms are caught up on, at no more than twice the rate), and the pauses the chip insists on (after reset,
    /// between clock steps) are not measured, because a late thread would look like a hasty driver.
    bool real_time = false;
    /// Faults of single chips, fans or addresses, at the same time as the others.
    std::vector<PlacedFault> placed{};
    /// How finely heat, fans, supply and protections are computed, 1..1000 ms.
    std::chrono::milliseconds grid{20};
    /// Scales what the chips draw, 0.001..10: long chains of a small board.
    double power = 1.0;
    /// Of the supply, 0..2 ohms; none: what makes it sag by 2.4 % at the board's default point.
    std::optional<double> source_ohm{};
    /// Instead of what the definition says; 0: as it says. See `with_overrides`.
    std::uint16_t chips = 0;
    std::uint8_t domains = 0;
    /// `zero_bits` or `speed` was asked for; see `with_fitting_rate`.
    bool is_rate_chosen = false;
};

struct OptionError {
    std::string text;  ///< names the option and, for an unknown one, all known ones
};

/// Parses what follows the `?` of a device spec: `name=value` pairs joined by `&`; empty text = all defaults.
/// Names: the options above in their own words and every name of `fault_names()` (a level; a bare name means the usual
/// one); `name@place=level` narrows a fault to one chip, fan or I2C address. Errors: unknown or repeated name, value
/// out of range or not a number, a place that the fault does not have.
[[nodiscard]] Expected<BoardOptions, OptionError> parse_options(std::string_view query);

/// The options with so few zero bits that a board in real time asks no more of the host's processor than a Gamma with
/// ten does, some quarter of a million hashes a second; unchanged where the rate was chosen.
[[nodiscard]] BoardOptions with_fitting_rate(BoardOptions options, const BoardDefinition& board);

/// The board with as many chips and domains as the options say. Host and emulator must be given the same.
[[nodiscard]] BoardDefinition with_overrides(BoardDefinition board, const BoardOptions& options);

}  // namespace adit::boards::virtual_device
