// When to try a pool again: the only back-off there is (safety rule 4e), as a value. No clock, no timer, no I/O.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "hal/clock.hpp"

namespace adit::miner::net {

/// Figures of the reconnect rule. Tests shorten them; nothing else does.
struct BackOffPolicy {
    Duration first = std::chrono::seconds{1};
    Duration longest = std::chrono::seconds{60};
    Duration after_long_outage = std::chrono::seconds{300};
    Duration long_outage = std::chrono::minutes{10};
    Duration proven_after = std::chrono::seconds{60};  ///< a session this old, with an accepted job, resets the steps
    double jitter_low = 0.75;
    double jitter_high = 1.25;
};

/// NV-14: at most one attempt per 500 ms and 20 per 10 min to one pool, whatever the reason for connecting.
class ConnectLimit {
public:
    static constexpr std::size_t attempts_per_window = 20;
    static constexpr Duration window = std::chrono::minutes{10};
    static constexpr Duration spacing = std::chrono::milliseconds{500};

    void attempted(Instant now) noexcept;
    /// The first instant at or after `wanted` at which another attempt is allowed.
    [[nodiscard]] Instant earliest(Instant wanted) const noexcept;

private:
    std::array<Instant, attempts_per_window> recent_{};  ///< ring
    std::size_t next_ = 0;
    std::size_t count_ = 0;
};

/// One pool's memory of how connecting went. Delays double from 1 s to 60 s, each times a jitter factor; after 10 min
/// without a proven session they are 300 s. Only a session that delivered an accepted job and lived 60 s resets them.
class BackOff {
public:
    explicit BackOff(std::uint64_t seed, BackOffPolicy policy = {}) noexcept : policy_{policy}, random_{seed} {}

    /// A connect attempt starts. Counts against NV-14.
    void attempted(Instant now) noexcept;
    /// The session delivered a job that passed validation.
    void job_accepted() noexcept;
    /// The attempt failed or the session ended. Sets the next attempt.
    void failed(Instant now) noexcept;
    /// The pool does not take these credentials: straight to the longest delay.
    void refused(Instant now) noexcept;
    /// We ended it ourselves, or the pool redirected us: no step of the back-off, but NV-14 holds.
    void ended_by_us(Instant now, Duration wait = {}) noexcept;

    /// Not before this. The first attempt may be made at once.
    [[nodiscard]] Instant next_attempt() const noexcept { return next_; }

private:
    [[nodiscard]] Duration base_delay(Instant now) const noexcept;
    [[nodiscard]] double jitter() noexcept;

    BackOffPolicy policy_;
    std::uint64_t random_;
    ConnectLimit limit_;
    std::uint32_t steps_ = 0;            ///< failures since the last reset
    std::optional<Instant> down_since_;  ///< first failure since the last reset
    std::optional<Instant> started_;     ///< of the present attempt or session
    bool had_job_ = false;               ///< in the present session
    Instant next_{Instant::min()};
};

}  // namespace adit::miner::net
