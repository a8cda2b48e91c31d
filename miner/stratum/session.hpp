// One Stratum V1 connection, from the first byte to the last, without I/O: bytes and time in; bytes, events and the
// next deadline out. The carrier (miner/net) owns the socket and makes a new session for each connection.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "hal/clock.hpp"
#include "miner/job.hpp"
#include "miner/stratum/config.hpp"
#include "miner/stratum/events.hpp"

namespace adit::miner::stratum {

enum class SessionState : std::uint8_t {
    idle,         ///< not started
    configuring,  ///< version rolling asked for, nothing else sent
    handshaking,  ///< subscribe and authorise sent
    ready,        ///< subscribed and authorised: shares go out
    closed,
};

enum class SubmitResult : std::uint8_t {
    sent,     ///< the line is in `output()`
    queued,   ///< waits for authorisation, at most 60 s
    dropped,  ///< not sent; the `Settled` event says why
};

struct SessionCounters {
    std::uint64_t lines{};            ///< complete ones received
    std::uint64_t protocol_errors{};  ///< messages refused
    std::uint64_t unknown_ids{};      ///< replies that belong to nothing
    std::uint64_t jobs{};
    std::uint64_t submitted{}, accepted{}, rejected{}, stale{};
};

/// Not thread-safe; one owner. No function throws by design, blocks or looks at a clock. `now` must not run backwards.
/// After every call: write `output()`, drain `next_event()`, arm a timer for `next_deadline()`.
class Session {
public:
    Session(SessionConfig config, Instant now);

    /// Queues the handshake. Call once, when transport security (if any) is up (IN-24).
    void start(Instant now);

    /// Bytes from the pool, cut anywhere.
    void receive(std::span<const char> bytes, Instant now);

    /// Lets time pass. Cheap; harmless before the deadline.
    void tick(Instant now);

    /// Call `tick` no later than this. `Instant::max()` once closed.
    [[nodiscard]] Instant next_deadline() const noexcept;

    /// Sends a share, or queues it while the handshake lasts. Every share is settled by exactly one `Settled` event.
    /// No allocation in the steady state. `share.job` must not be null.
    SubmitResult submit(const Share& share, Instant now);

    /// The connection ended (end of stream, reset, failed write).
    void peer_closed(Instant now);

    /// Ends the session from this side. What is pending becomes lost:disconnected, what is queued lost:not_sent.
    void close(CloseReason reason = CloseReason::owner);

    /// Bytes to be written, and how many of them the carrier has taken. Empty once closed.
    [[nodiscard]] std::string_view output() const noexcept;
    void consumed(std::size_t count) noexcept;

    [[nodiscard]] std::optional<SessionEvent> next_event();

    [[nodiscard]] SessionState state() const noexcept;
    [[nodiscard]] const SessionCounters& counters() const noexcept;
    /// Bits that may be rolled now; 0 while version rolling is off.
    [[nodiscard]] std::uint32_t version_mask() const noexcept;
    /// Difficulty the next job will be bound to, for people.
    [[nodiscard]] double difficulty() const noexcept;
    /// Shares sent and not yet answered.
    [[nodiscard]] std::size_t unanswered() const noexcept;
    /// For `SessionConfig::resume_id` of the next connection; empty if the pool gave none.
    [[nodiscard]] const std::string& resume_id() const noexcept;
    /// For `SessionConfig::reconnects` of the next connection.
    [[nodiscard]] const ReconnectBudget& reconnect_budget() const noexcept;
};

}  // namespace adit::miner::stratum
