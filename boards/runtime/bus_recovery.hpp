// HZ-29: what is done about an I2C bus that stopped answering, and how often. The bus itself is behind an interface: a
// bridge is told its frequency again, a controller clocks the line free.
#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>

#include "hal/clock.hpp"

namespace adit::boards {

class BusRecovery {
public:
    virtual ~BusRecovery() = default;
    /// Sets the bus up again. Blocks for one transaction at most. False: it did not even take that.
    bool recover() { return do_recover(); }

protected:
    BusRecovery() = default;
    BusRecovery(const BusRecovery&) = default;
    BusRecovery& operator=(const BusRecovery&) = default;

private:
    virtual bool do_recover() = 0;
};

/// When: after three time-outs with nothing that worked between them, once in ten seconds.
class BusCare {
public:
    [[nodiscard]] bool is_due(std::uint32_t timeouts_in_a_row, Instant now) const noexcept {
        constexpr std::uint32_t enough = 3;
        constexpr Duration rest = std::chrono::seconds{10};
        return timeouts_in_a_row >= enough && (count_ == 0 || now - at_[(count_ - 1) % at_.size()] >= rest);
    }
    void note(Instant now) noexcept {
        at_[count_++ % at_.size()] = now;
        if (count_ == 2 * at_.size()) count_ = at_.size();
    }
    /// Recoveries within the last hour; eight stand for more.
    [[nodiscard]] std::uint8_t within_hour(Instant now) const noexcept {
        const auto held = static_cast<std::ptrdiff_t>(std::min(count_, at_.size()));
        const auto is_recent = [&](Instant at) { return now - at < std::chrono::hours{1}; };
        return static_cast<std::uint8_t>(std::count_if(at_.begin(), at_.begin() + held, is_recent));
    }

private:
    std::array<Instant, 8> at_{};
    std::size_t count_ = 0;
};

}  // namespace adit::boards
