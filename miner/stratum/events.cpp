// Names of close reasons.
#include "miner/stratum/events.hpp"

namespace adit::miner::stratum {

std::string_view describe(CloseReason reason) noexcept {
    switch (reason) {
        case CloseReason::owner:
            return "closed by us";
        case CloseReason::peer_closed:
            return "the pool closed the connection";
        case CloseReason::configure_refused:
            return "the pool closed the connection on mining.configure";
        case CloseReason::handshake_timeout:
            return "no answer to subscribe and authorise";
        case CloseReason::subscribe_failed:
            return "subscribe failed";
        case CloseReason::authorise_refused:
            return "the pool refused the user name or password";
        case CloseReason::line_too_long:
            return "line too long";
        case CloseReason::line_too_slow:
            return "line not complete in time";
        case CloseReason::protocol_errors:
            return "too many malformed messages";
        case CloseReason::flood:
            return "too many messages";
        case CloseReason::unknown_ids:
            return "too many replies to nothing";
        case CloseReason::silent:
            return "the pool is silent";
        case CloseReason::no_jobs:
            return "the pool sends no jobs";
        case CloseReason::submits_unanswered:
            return "the pool does not answer shares";
        case CloseReason::always_rejected:
            return "the pool rejects every share";
        case CloseReason::output_stalled:
            return "the pool does not read";
    }
    return "?";
}

}  // namespace adit::miner::stratum
