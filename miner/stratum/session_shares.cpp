// Shares out. Nothing leaves that local knowledge says is void, out of mask, or was sent before.
#include <cassert>
#include <utility>

#include "miner/stratum/requests.hpp"
#include "miner/stratum/session.hpp"

namespace adit::miner::stratum {

void Session::settle(std::uint64_t number, ShareFate fate, FateReason reason, std::string text) {
    events_.push(Settled{{number, fate, reason}, std::move(text)});
}

SubmitResult Session::drop(const Share& share, ShareFate fate, FateReason reason) {
    settle(share.number, fate, reason);
    return SubmitResult::dropped;
}

SubmitResult Session::submit(const Share& share, Instant now) {
    assert(share.job != nullptr);
    if (!is_open() || share.job->key.session != config_.session_number)
        return drop(share, ShareFate::lost, FateReason::not_sent);
    if (!duplicates_.remember(share)) return drop(share, ShareFate::lost, FateReason::duplicate);
    if (state_ == SessionState::ready) return send(share, now);
    if (!waiting_.add(share, now)) return drop(share, ShareFate::lost, FateReason::not_sent);
    return SubmitResult::queued;
}

SubmitResult Session::send(const Share& share, Instant now) {
    if (!book_.may_send(share, now)) return drop(share, ShareFate::stale, FateReason::job_void);
    if (!rolling_.allows(share)) return drop(share, ShareFate::lost, FateReason::mask_shrank);
    if (!unanswered_.has_room() || outbox_.is_stalled()) return drop(share, ShareFate::lost, FateReason::not_sent);
    const std::uint64_t id = ++requests_.last;
    const std::uint32_t bits = rolling_.submitted_bits(share.version);
    append_submit(outbox_.tail(), id, config_.user, share, rolling_.is_on() ? &bits : nullptr);
    unanswered_.add({id, share.number, share.job->key, now});
    ++counters_.submitted;
    return SubmitResult::sent;
}

}  // namespace adit::miner::stratum
