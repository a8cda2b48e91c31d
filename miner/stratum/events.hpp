// What a Stratum session tells its owner. Text in events comes from outside: printable ASCII, at most 256 bytes.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "miner/job.hpp"

namespace adit::miner::stratum {

/// Why a session ended. The owner decides what follows: back off, next pool, or the same again without configure.
enum class CloseReason : std::uint8_t {
    owner,               ///< `close()` was called
    peer_closed,         ///< end of stream or reset
    configure_refused,   ///< as `peer_closed`, with nothing but configure sent: come back with `send_configure = false`
    handshake_timeout,   ///< subscribe and authorise not both answered within 15 s
    subscribe_failed,    ///< refused, or a reply that makes no sense (extranonce sizes: IN-6)
    authorise_refused,   ///< do not come back with these credentials soon
    line_too_long,       ///< IN-1
    line_too_slow,       ///< IN-1: a line not complete 30 s after its first byte
    protocol_errors,     ///< three refused messages in a row
    flood,               ///< IN-11
    unknown_ids,         ///< IN-10
    silent,              ///< HZ-41a: no complete line for 180 s
    no_jobs,             ///< HZ-41b: no job for 180 s
    submits_unanswered,  ///< HZ-41c: five submits in a row without an answer
    always_rejected,     ///< more than ten shares of current jobs in a row rejected for one reason
    output_stalled,      ///< the peer does not take our bytes
};

/// Short English phrase for logs.
[[nodiscard]] std::string_view describe(CloseReason reason) noexcept;

/// Mine this now. A repeated job (`repeated`, same `key` as one before) goes on with its extranonce2 counter; its
/// share target may have become harder.
struct JobReceived {
    JobPtr job;
    bool repeated = false;
};
/// Exactly one per share given to `submit`.
struct Settled {
    ShareOutcome outcome;
    std::string text;  ///< the pool's words, when it rejected
};
/// Applies at once, to the running job too: only these bits may be rolled (0: none).
struct MaskChanged {
    std::uint32_t mask{};
};
struct Authorised {};
/// `Closed` follows.
struct AuthoriseRefused {
    std::string text;
};
/// The last event. Everything pending has been settled before it.
struct Closed {
    CloseReason reason{};
    std::string text;
};
/// The pool asks to come back elsewhere (allowed and within budget). Nothing is closed yet: the owner does that.
struct ReconnectAsked {
    std::string host;
    std::uint16_t port{};
    std::chrono::seconds wait{};
};
struct ShowMessage {
    std::string text;
};
struct Warning {
    std::string text;
};

using SessionEvent = std::variant<JobReceived, Settled, MaskChanged, Authorised, AuthoriseRefused, Closed,
                                  ReconnectAsked, ShowMessage, Warning>;

}  // namespace adit::miner::stratum
