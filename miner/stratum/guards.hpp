// Small judges of a peer's behaviour. Each says when it is too much; the session closes.
#pragma once

#include <cstdint>

#include "hal/clock.hpp"
#include "miner/job.hpp"

namespace adit::miner::stratum {

/// IN-11: more than 200 messages a second, five seconds running. Seconds are counted from the first message. Answers
/// to our own shares are none of the pool's doing: a fast device at a low difficulty finds more than that.
class FloodGuard {
public:
    static constexpr std::uint32_t per_second = 200;
    static constexpr std::uint32_t seconds = 5;

    /// Counts a message. False when it is a flood.
    [[nodiscard]] bool count(Instant now) noexcept;
    /// The message counted last was asked for.
    void excuse() noexcept { messages_ -= messages_ > 0 ? 1 : 0; }

private:
    bool started_ = false;
    Instant second_from_{};
    std::uint32_t messages_ = 0;      // in the current second
    std::uint32_t full_seconds_ = 0;  // before it, each above the limit
};

/// Three refused messages in a row.
class ErrorStreak {
public:
    static constexpr std::uint32_t most = 3;

    void good() noexcept { in_a_row_ = 0; }
    /// False when it was one too many.
    [[nodiscard]] bool bad() noexcept { return ++in_a_row_ < most; }

private:
    std::uint32_t in_a_row_ = 0;
};

/// FI-N7: more than ten shares of current jobs in a row rejected for the same reason.
class RejectStreak {
public:
    static constexpr std::uint32_t most = 10;

    void accepted() noexcept { in_a_row_ = 0; }
    /// False when it was one too many.
    [[nodiscard]] bool rejected(FateReason reason) noexcept {
        in_a_row_ = reason == reason_ ? in_a_row_ + 1 : 1;
        reason_ = reason;
        return in_a_row_ <= most;
    }

private:
    FateReason reason_ = FateReason::none;
    std::uint32_t in_a_row_ = 0;
};

}  // namespace adit::miner::stratum
