// Verified work over time: since the first work, and over the last minute. Credit is a sum of powers of two and
// stays exact as a double.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "hal/clock.hpp"
#include "hal/units.hpp"

namespace adit::miner {

class RateMeter {
public:
    /// The first work was handed out; later calls change nothing.
    void start(Instant now) noexcept;

    /// `hashes` were proven at `now`.
    void add(double hashes, Instant now) noexcept;

    /// Since the start; zero before it.
    [[nodiscard]] HashesPerSecond average(Instant now) const noexcept;

    /// Over the last 60 to 65 seconds, or since the start when that is later.
    [[nodiscard]] HashesPerSecond current(Instant now) const noexcept;

private:
    static constexpr Duration slot_length = std::chrono::seconds{5};
    static constexpr std::size_t slots = 13;  ///< a minute of whole ones and the running one

    [[nodiscard]] std::int64_t slot_at(Instant now) const noexcept;
    void forget_until(std::int64_t slot) noexcept;

    std::optional<Instant> started_;
    double total_ = 0;
    std::array<double, slots> recent_{};  ///< slot n in [n % slots]
    std::int64_t newest_slot_ = 0;
};

}  // namespace adit::miner
