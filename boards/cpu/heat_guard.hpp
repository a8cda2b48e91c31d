// HZ-31: a processor that gets too hot hashes less, and more again once it has cooled. Pure: readings and the time go
// in, a share of the duty comes out.
#pragma once

#include <cstdint>
#include <optional>

#include "hal/clock.hpp"
#include "hal/units.hpp"

namespace adit::boards::cpu {

class HeatGuard {
public:
    /// Shares of the duty never go below this: a processor can cool itself, and the pool sees a live worker.
    static constexpr Percent least{5};

    explicit HeatGuard(Celsius limit) noexcept : limit_{limit} {}

    /// About once a second. An unknown temperature never raises the share (SA-9), and never lowers it: without a sensor
    /// the processor's own protection is all there is.
    Percent feed(std::optional<Celsius> reading, Instant now) noexcept;

    [[nodiscard]] Percent share() const noexcept { return share_; }

private:
    void lower(Percent by, Instant now) noexcept;
    void raise(Instant now) noexcept;

    Celsius limit_;
    Percent share_{100};
    std::uint8_t hot_ = 0, very_hot_ = 0;  ///< readings in a row (SA-10)
    Instant changed_{};
    std::optional<Instant> cool_since_;
};

}  // namespace adit::boards::cpu
