// Both ends of the UART to a faster rate: chips first, then the host.
#pragma once

#include <cstdint>
#include <optional>

#include "driver/bm13xx/baud_change.hpp"
#include "driver/plan.hpp"

namespace adit::driver::bm13xx {

/// A cursor: copy it to resume or print. Empty when `host` is the reset rate or one the chips cannot come near.
class FastBaud {
public:
    FastBaud(const ChipModel& chip, Baud host) noexcept;
    /// For chips with the register FAST_UART.
    explicit FastBaud(Baud host) noexcept : FastBaud{bm1370, host} {}

    [[nodiscard]] std::optional<Step> next() noexcept;

private:
    enum class Phase : std::uint8_t { chips, drain, host, purge, then, done };
    [[nodiscard]] Step send(const BaudWrite& write, std::string_view reason) const noexcept;

    Dialect dialect_;
    Baud host_;
    BaudChange change_;
    std::uint8_t sent_ = 0;
    Phase phase_ = Phase::done;
};

}  // namespace adit::driver::bm13xx
