// Both ends of the UART to a faster rate: chips first, then the host.
#pragma once

#include <cstdint>
#include <optional>

#include "driver/plan.hpp"

namespace adit::driver::bm13xx {

/// A cursor: copy it to resume or print. Empty when `host` is the reset rate or one the chips cannot come near.
class FastBaud {
public:
    explicit FastBaud(Baud host) noexcept;

    [[nodiscard]] std::optional<Step> next() noexcept;

private:
    Baud host_;
    std::uint32_t word_ = 0;
    std::uint8_t step_ = 0;
    bool possible_ = false;
};

}  // namespace adit::driver::bm13xx
