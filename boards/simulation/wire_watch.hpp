// Reads along on the control port, from the specification of bridge and PMBus: which voltage was ordered when. What it
// sees counts even if the regulator never obeys.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "hal/clock.hpp"
#include "hal/units.hpp"

namespace adit::boards::simulation {

class WireWatch {
public:
    /// `regulator`: address of a PMBus regulator that speaks ULINEAR16 with exponent -9 (TPS546); none: nothing to see.
    explicit WireWatch(std::optional<std::uint8_t> regulator) noexcept : regulator_{regulator} {}

    /// One request of the host. True when it may have changed anything on the board.
    bool look(std::span<const std::byte> request, Instant now) noexcept;

    [[nodiscard]] Millivolts ordered() const noexcept { return is_on_ ? ordered_ : Millivolts{}; }
    [[nodiscard]] Instant ordered_at() const noexcept { return ordered_at_; }
    /// Highest voltage ever ordered, and largest rise with the output on by steps less than 50 ms apart.
    [[nodiscard]] Millivolts highest() const noexcept { return highest_; }
    [[nodiscard]] Millivolts steepest() const noexcept { return steepest_; }

private:
    void order(Millivolts rail, Instant now) noexcept;

    std::optional<std::uint8_t> regulator_;
    Millivolts ordered_{}, base_{}, highest_{}, steepest_{};
    Instant ordered_at_{};
    bool is_on_ = false;
};

}  // namespace adit::boards::simulation
