// How fast engines are on this processor: a short race, because the instruction set alone does not tell.
#pragma once

#include <cstdint>
#include <limits>
#include <span>

#include "driver/sha256/engines.hpp"
#include "hal/clock.hpp"

namespace adit::boards::cpu {

/// An engine with a number of versions that share the message schedule (1: the plain form).
struct Contestant {
    const driver::sha256::Engine* engine;
    std::uint8_t versions;
    double ns_per_hash = std::numeric_limits<double>::infinity();
};

/// Fills in `ns_per_hash`: the best of five blocks of about a millisecond, taken in turns so that a change of clock
/// or load meets all alike. The engines must be usable here. Blocks for about 5 ms per contestant.
void run_trial(std::span<Contestant> contestants, const hal::Clock& clock) noexcept;

}  // namespace adit::boards::cpu
