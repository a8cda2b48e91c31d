// Small memories for SA-10: one odd sample neither trips nor clears. Plain values, part of the Supervisor's memory.
#pragma once

#include <cstdint>
#include <optional>

#include "hal/clock.hpp"

namespace adit::boards::safety {

/// Counts consecutive *new* samples for which something held; the same sample seen twice counts once.
struct SampleCount {
    std::optional<Instant> last;
    std::uint8_t count = 0;

    constexpr std::uint8_t feed(Instant sample_at, bool holds) noexcept {
        if (last == sample_at) return count;
        last = sample_at;
        count = holds ? static_cast<std::uint8_t>(count < UINT8_MAX ? count + 1 : count) : std::uint8_t{0};
        return count;
    }
};

/// Measures for how long something has held without a break.
struct HeldFor {
    std::optional<Instant> since;

    constexpr Duration feed(Instant now, bool holds) noexcept {
        if (!holds) since.reset();
        if (holds && !since) since = now;
        return since ? now - *since : Duration::zero();
    }
};

}  // namespace adit::boards::safety
