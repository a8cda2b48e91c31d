// The course of a connection: start, bytes, time, end.
#include "miner/stratum/session.hpp"

#include <algorithm>
#include <utility>

#include "miner/stratum/requests.hpp"
#include "miner/stratum/text.hpp"

namespace adit::miner::stratum {
namespace {

using std::chrono::seconds;

// HZ-41 and the one back-off policy's handshake times.
constexpr Duration configure_patience = seconds{5};
constexpr Duration handshake_patience = seconds{15};
constexpr Duration silence_limit = seconds{180};
constexpr Duration line_patience = seconds{30};
constexpr std::uint32_t max_unanswered_in_a_row = 5;

}  // namespace

Session::Session(SessionConfig config, Instant now)
    : config_{std::move(config)},
      handshake_deadline_{now},
      last_line_{now},
      last_job_{now},
      book_{config_.session_number},
      rolling_{config_.version_mask & bip320_mask} {}

bool Session::is_open() const noexcept { return state_ != SessionState::idle && state_ != SessionState::closed; }

void Session::start(Instant now) {
    last_line_ = last_job_ = now;
    if (!config_.send_configure || rolling_.requested() == 0) {
        send_handshake(now);
        return;
    }
    state_ = SessionState::configuring;
    handshake_deadline_ = now + configure_patience;
    requests_.configure = ++requests_.last;
    append_configure(outbox_.tail(), requests_.configure, rolling_.requested());
    rolling_.asked();
}

void Session::send_handshake(Instant now) {
    state_ = SessionState::handshaking;
    handshake_deadline_ = now + handshake_patience;
    requests_.subscribe = ++requests_.last;
    append_subscribe(outbox_.tail(), requests_.subscribe, config_.user_agent, config_.resume_id);
    requests_.authorise = ++requests_.last;
    append_authorise(outbox_.tail(), requests_.authorise, config_.user, config_.password);
    if (config_.suggest_difficulty) {
        requests_.suggest = ++requests_.last;
        append_suggest_difficulty(outbox_.tail(), requests_.suggest, *config_.suggest_difficulty);
    }
    if (config_.extranonce_subscribe) {
        requests_.extranonce = ++requests_.last;
        append_extranonce_subscribe(outbox_.tail(), requests_.extranonce);
    }
}

void Session::become_ready(Instant now) {
    state_ = SessionState::ready;
    while (state_ == SessionState::ready) {
        const auto share = waiting_.take();
        if (!share) break;
        send(*share, now);
    }
}

void Session::receive(std::span<const char> bytes, Instant now) {
    tick(now);
    while (is_open()) {
        const auto line = lines_.next(bytes, now);
        if (lines_.too_long()) close(CloseReason::line_too_long, {});
        if (!line || !is_open()) return;
        last_line_ = now;
        ++counters_.lines;
        if (!flood_.count(now)) return close(CloseReason::flood, {});
        take_line(*line, now);
        if (is_open() && outbox_.is_stalled()) close(CloseReason::output_stalled, {});
    }
}

void Session::expire_shares(Instant now) {
    while (const auto share = waiting_.take_expired(now)) settle(share->number, ShareFate::lost, FateReason::not_sent);
    while (const auto sent = unanswered_.take_expired(now)) {
        settle(sent->number, ShareFate::lost, FateReason::unanswered);
        if (++unanswered_in_a_row_ == max_unanswered_in_a_row) return close(CloseReason::submits_unanswered, {});
    }
}

void Session::tick(Instant now) {
    if (!is_open()) return;
    expire_shares(now);
    if (!is_open()) return;
    const auto line_from = lines_.incomplete_since();
    if (line_from && now - *line_from >= line_patience) return close(CloseReason::line_too_slow, {});
    if (state_ == SessionState::handshaking && now >= handshake_deadline_)
        return close(CloseReason::handshake_timeout, {});
    if (now - last_line_ >= silence_limit) return close(CloseReason::silent, {});
    if (now - last_job_ >= silence_limit) return close(CloseReason::no_jobs, {});
    if (state_ == SessionState::configuring && now >= handshake_deadline_) send_handshake(now);
}

Instant Session::next_deadline() const noexcept {
    if (!is_open()) return Instant::max();
    Instant next = std::min(last_line_, last_job_) + silence_limit;
    if (state_ != SessionState::ready) next = std::min(next, handshake_deadline_);
    if (const auto line_from = lines_.incomplete_since()) next = std::min(next, *line_from + line_patience);
    return std::min({next, waiting_.next_deadline(), unanswered_.next_deadline()});
}

void Session::peer_closed(Instant now) {
    tick(now);
    close(state_ == SessionState::configuring ? CloseReason::configure_refused : CloseReason::peer_closed, {});
}

void Session::close(CloseReason reason) { close(reason, {}); }

void Session::close(CloseReason reason, std::string_view text) {
    if (state_ == SessionState::closed) return;
    state_ = SessionState::closed;
    outbox_.clear();
    early_notify_.reset();
    while (const auto sent = unanswered_.take()) settle(sent->number, ShareFate::lost, FateReason::disconnected);
    while (const auto share = waiting_.take()) settle(share->number, ShareFate::lost, FateReason::not_sent);
    events_.push(Closed{reason, printable(text)});
}

}  // namespace adit::miner::stratum
