// The other half of PoolClient: carrying a session over its connection, and what follows from its events.
#include <fmt/format.h>

#include <algorithm>

#include "miner/net/pool_client.hpp"

namespace adit::miner::net {
namespace {

/// Replies of ours may pile up to this many bytes before nothing is read any more.
constexpr std::size_t max_unsent = 64 * 1024;
/// IN-8: a job's time further from ours than this is worth a warning; it is mined all the same.
constexpr std::int64_t odd_time_s = 2 * 3600;
/// A redirect with a longer pause than this counts as an outage for the choice of pool.
constexpr std::chrono::seconds patient_redirect{10};

}  // namespace

stratum::SessionConfig PoolClient::session_config() {
    stratum::SessionConfig config;
    config.user = config_.user;
    config.password = config_.password;
    if (!config_.user_agent.empty()) config.user_agent = config_.user_agent;
    config.session_number = session_number_;
    config.send_configure = habit_ == ConfigureHabit::ask;
    config.extranonce_subscribe = config_.endpoint.extranonce_subscribe;
    config.suggest_difficulty = config_.suggest_difficulty;
    config.resume_id = resume_id_;
    config.host = config_.endpoint.host;
    config.port = config_.endpoint.port;
    config.reconnect_hosts = config_.reconnect_hosts;
    config.reconnects = reconnects_;
    return config;
}

void PoolClient::connected() {
    const auto now = around_.clock.now();
    phase_ = Phase::connected;
    session_number_ = around_.listener.new_session_number();
    session_.emplace(session_config(), now);
    session_->start(now);
    pump(now);
    around_.listener.activity();
}

void PoolClient::received(std::span<const char> bytes) {
    const auto now = around_.clock.now();
    session_->receive(bytes, now);
    pump(now);
    around_.listener.activity();
}

void PoolClient::written() {
    const auto now = around_.clock.now();
    write_stalled_since_.reset();
    pump(now);
    around_.listener.activity();
}

void PoolClient::lost(std::string_view why) {
    const auto now = around_.clock.now();
    if (session_) {
        counts_.last_error = why;
        session_->peer_closed(now);
        pump(now);
    } else {
        fail_attempt(why, now);
    }
    around_.listener.activity();
}

/// After anything was done to the session: its events, its bytes, its end.
void PoolClient::pump(Instant now) {
    while (auto event = session_->next_event()) handle(*event, now);
    if (redirect_asked_ && !closed_) {
        session_->close();
        while (auto event = session_->next_event()) handle(*event, now);
    }
    if (closed_) return end_session(now);
    write_output(now);
    announce_if_ready(now);
    if (drain_until_ && is_drained(now)) shut_down();
}

void PoolClient::write_output(Instant now) {
    while (!session_->output().empty() && connection_->unsent() < max_unsent) {
        const auto bytes = session_->output().substr(0, max_unsent - connection_->unsent());
        connection_->send(bytes);
        session_->consumed(bytes.size());
    }
    if (connection_->unsent() == 0) {
        write_stalled_since_.reset();
    } else if (!write_stalled_since_) {
        write_stalled_since_ = now;
    }
    connection_->pause_reading(connection_->unsent() >= max_unsent);
}

bool PoolClient::is_drained(Instant now) const noexcept {
    return session_ && (session_->unanswered() == 0 || now >= *drain_until_);
}

void PoolClient::handle(const stratum::SessionEvent& event, Instant now) {
    std::visit([&](const auto& particular) { on(particular, now); }, event);
}

void PoolClient::on(const stratum::JobReceived& event, Instant now) {
    job_ = event.job;
    if (around_.wall_clock) {
        const std::int64_t ahead = std::int64_t{event.job->ntime} - around_.wall_clock();
        if (ahead > odd_time_s || ahead < -odd_time_s)
            log(LogLevel::warn, LogKind::warning,
                fmt::format("msg=\"the job's time is far from this machine's clock\" ahead_s={}", ahead), now);
    }
    counts_.difficulty = event.job->share_difficulty;
    if (is_announced_) around_.listener.job_arrived(index_, job_);
}

void PoolClient::on(const stratum::Settled& event, Instant now) {
    switch (event.outcome.fate) {
        case ShareFate::accepted:
            ++counts_.accepted;
            break;
        case ShareFate::rejected:
            ++counts_.rejected;
            break;
        case ShareFate::stale:
            ++counts_.stale;
            break;
        case ShareFate::lost:
            ++counts_.lost;
            break;
    }
    if (event.outcome.fate == ShareFate::rejected) {
        log(LogLevel::warn, LogKind::warning, fmt::format("msg=\"share rejected\" reason=\"{}\"", event.text), now);
    }
    around_.listener.share_settled(event.outcome);
}

void PoolClient::on(const stratum::MaskChanged& event, Instant /*now*/) {
    around_.listener.mask_changed(index_, session_number_, event.mask);
}

void PoolClient::on(const stratum::Authorised& /*event*/, Instant /*now*/) {}

void PoolClient::on(const stratum::AuthoriseRefused& event, Instant now) {
    if (!around_.log) return;
    log(LogLevel::error, LogKind::session,
        fmt::format("msg=\"the pool refuses the user name or password: correct the configuration\" reason=\"{}\"",
                    event.text),
        now);
}

void PoolClient::on(const stratum::Closed& event, Instant /*now*/) { closed_ = event; }

void PoolClient::on(const stratum::ReconnectAsked& event, Instant now) {
    Endpoint to = config_.endpoint;
    to.host = event.host;
    to.port = event.port;
    redirect_asked_ = Redirect{std::move(to), event.wait};
    log(LogLevel::warn, LogKind::session,
        fmt::format("msg=\"redirected by the pool\" host={} port={} wait_s={}", event.host, event.port,
                    event.wait.count()),
        now);
}

void PoolClient::on(const stratum::ShowMessage& event, Instant now) {
    log(LogLevel::info, LogKind::message, fmt::format("msg=\"the pool says\" text=\"{}\"", event.text), now);
}

void PoolClient::on(const stratum::Warning& event, Instant now) {
    log(LogLevel::warn, LogKind::warning, fmt::format("msg=\"{}\"", event.text), now);
}

void PoolClient::announce_if_ready(Instant now) {
    if (is_announced_ || !is_wanted_ || !job_ || session_->state() != stratum::SessionState::ready) return;
    is_announced_ = true;
    counts_.last_error.clear();
    if (habit_ == ConfigureHabit::skip_once) habit_ = ConfigureHabit::skip;
    back_off_.job_accepted();
    log(LogLevel::info, LogKind::session, fmt::format("msg=\"ready\" difficulty={}", counts_.difficulty), now);
    around_.listener.pool_ready(index_);
    around_.listener.job_arrived(index_, job_);
}

void PoolClient::end_session(Instant now) {
    const auto closed = *std::exchange(closed_, std::nullopt);
    learn_habits(closed);
    reconnects_ = session_->reconnect_budget();
    session_.reset();
    drop_connection();
    job_.reset();
    is_announced_ = false;
    drain_until_.reset();
    around_.listener.session_ended(session_number_);
    settle_end(closed, now);
}

void PoolClient::learn_habits(const stratum::Closed& closed) {
    using stratum::CloseReason;
    resume_id_ = closed.reason == CloseReason::subscribe_failed ? std::string{} : session_->resume_id();
    if (closed.reason == CloseReason::configure_refused) {
        habit_ = ConfigureHabit::skip_once;
    } else if (habit_ == ConfigureHabit::skip_once) {
        habit_ = ConfigureHabit::ask;  // it was something else
    }
}

void PoolClient::settle_end(const stratum::Closed& closed, Instant now) {
    const bool was_redirect = redirect_asked_.has_value();
    if (was_redirect && is_wanted_) return follow_redirect(now);
    redirect_asked_.reset();
    redirect_.reset();
    if (!is_wanted_) {
        phase_ = Phase::idle;
        return back_off_.ended_by_us(now);
    }
    phase_ = Phase::waiting;
    if (closed.reason == stratum::CloseReason::authorise_refused) {
        back_off_.refused(now);
    } else {
        back_off_.failed(now);
    }
    if (closed.reason != stratum::CloseReason::peer_closed || counts_.last_error.empty()) {
        counts_.last_error = describe(closed.reason);
        if (!closed.text.empty()) counts_.last_error += ": " + closed.text;
    }
    log(LogLevel::warn, LogKind::outage, fmt::format("msg=\"session ended\" reason=\"{}\"", counts_.last_error), now);
    around_.listener.pool_down(index_);
}

void PoolClient::follow_redirect(Instant now) {
    redirect_ = std::move(redirect_asked_->to);
    const auto wait = redirect_asked_->wait;
    redirect_asked_.reset();
    back_off_.ended_by_us(now, wait);
    phase_ = Phase::waiting;
    if (wait > patient_redirect) around_.listener.pool_down(index_);
}

}  // namespace adit::miner::net
