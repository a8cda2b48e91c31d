// How a virtual Bitaxe Gamma is to behave, and how a device spec says so: `virtual:bitaxe-gamma?zero_bits=10&mute=1`.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

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
};

struct OptionError {
    std::string text;  ///< names the option and, for an unknown one, all known ones
};

/// Parses what follows the `?` of a device spec: `name=value` pairs joined by `&`; empty text = all defaults.
/// Names: zero_bits, seed, speed, ambient, faults_after (ms) and every name of `fault_names()` (value 0 or 1, or a
/// probability; a bare name means 1). Errors: unknown or repeated name, value out of range or not a number.
[[nodiscard]] Expected<BoardOptions, OptionError> parse_options(std::string_view query);

}  // namespace adit::boards::virtual_device
