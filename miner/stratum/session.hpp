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
#include "miner/stratum/event_queue.hpp"
#include "miner/stratum/events.hpp"
#include "miner/stratum/guards.hpp"
#include "miner/stratum/job_book.hpp"
#include "miner/stratum/json.hpp"
#include "miner/stratum/line_splitter.hpp"
#include "miner/stratum/message.hpp"
#include "miner/stratum/outbox.hpp"
#include "miner/stratum/submissions.hpp"
#include "miner/stratum/verdict.hpp"
#include "miner/stratum/version_rolling.hpp"

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
    [[nodiscard]] std::string_view output() const noexcept { return outbox_.view(); }
    void consumed(std::size_t count) noexcept { outbox_.consumed(count); }

    [[nodiscard]] std::optional<SessionEvent> next_event() { return events_.pop(); }

    [[nodiscard]] SessionState state() const noexcept { return state_; }
    [[nodiscard]] const SessionCounters& counters() const noexcept { return counters_; }
    /// Bits that may be rolled now; 0 while version rolling is off.
    [[nodiscard]] std::uint32_t version_mask() const noexcept { return rolling_.effective(); }
    /// Difficulty the next job will be bound to, for people.
    [[nodiscard]] double difficulty() const noexcept { return book_.difficulty(); }
    /// Shares sent and not yet answered.
    [[nodiscard]] std::size_t unanswered() const noexcept { return unanswered_.size(); }
    /// For `SessionConfig::resume_id` of the next connection; empty if the pool gave none.
    [[nodiscard]] const std::string& resume_id() const noexcept { return resume_id_; }
    /// For `SessionConfig::reconnects` of the next connection.
    [[nodiscard]] const ReconnectBudget& reconnect_budget() const noexcept { return config_.reconnects; }

private:
    /// Request numbers of the handshake; 0: not sent, or answered.
    struct Requests {
        std::uint64_t last = 0;
        std::uint64_t configure = 0, subscribe = 0, authorise = 0;
        std::uint64_t suggest = 0, extranonce = 0;  // whose replies mean nothing
    };

    // session.cpp: the course of a connection
    [[nodiscard]] bool is_open() const noexcept;
    void send_handshake(Instant now);
    void become_ready(Instant now);
    void expire_shares(Instant now);
    void close(CloseReason reason, std::string_view text);

    // session_lines.cpp: what the pool calls
    void take_line(std::string_view line, Instant now);
    void take_call(const Message& message, Instant now);
    void answer_call(const Message& message, Instant now);
    void on_notify(const Message& message, Instant now);
    void on_difficulty(const Message& message, Instant now);
    void on_extranonce(const Message& message, Instant now);
    void on_version_mask(const Message& message, Instant now);
    void on_reconnect(const Message& message, Instant now);
    void on_show_message(const Message& message, Instant now);
    void adopt(Notify notify, Instant now);
    void refuse(std::string_view what, std::string_view why, Instant now);
    void count_unknown(Instant now);
    void announce_mask(std::uint32_t before, Instant now);

    // session_replies.cpp: what the pool answers
    void take_reply(const Message& message, Instant now);
    [[nodiscard]] bool take_handshake_reply(std::uint64_t id, const Message& message, Instant now);
    void on_configured(const Message& message, Instant now);
    void on_subscribed(const Message& message, Instant now);
    void on_authorised(const Message& message, Instant now);
    void on_verdict(const UnansweredShares::Sent& sent, const Message& message);

    // session_shares.cpp
    SubmitResult send(const Share& share, Instant now);
    void settle(std::uint64_t number, ShareFate fate, FateReason reason, std::string text = {});
    SubmitResult drop(const Share& share, ShareFate fate, FateReason reason);

    SessionConfig config_;
    SessionState state_ = SessionState::idle;
    SessionCounters counters_;
    Requests requests_;
    bool is_subscribed_ = false, is_authorised_ = false;
    bool line_was_refused_ = false;
    bool warned_of_clipping_ = false;
    std::uint32_t unanswered_in_a_row_ = 0;
    Instant handshake_deadline_, last_line_, last_job_;
    std::string resume_id_;

    Outbox outbox_;
    LineSplitter lines_;
    JsonReader json_;
    EventQueue events_;
    JobBook book_;
    std::optional<Notify> early_notify_;  // came before the subscribe reply
    VersionRolling rolling_;
    DuplicateFilter duplicates_;
    WaitingShares waiting_;
    UnansweredShares unanswered_;
    FloodGuard flood_;
    ErrorStreak errors_;
    RejectStreak rejects_;
    RateWindow<100> unknown_ids_{std::chrono::minutes{1}};
};

}  // namespace adit::miner::stratum
