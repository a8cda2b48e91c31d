// A pool from outside: wanted or not, trying, connected. What a session says is handled in `pool_session.cpp`.
#include "miner/net/pool_client.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

namespace adit::miner::net {

struct PoolClient::Liveness {
    PoolClient* client;
};

std::string_view to_string(PoolState state) noexcept {
    switch (state) {
        case PoolState::idle:
            return "idle";
        case PoolState::waiting:
            return "waiting";
        case PoolState::connecting:
            return "connecting";
        case PoolState::handshaking:
            return "handshaking";
        case PoolState::ready:
            return "ready";
        case PoolState::mining:
            return "mining";
    }
    return "unknown";
}

PoolClient::PoolClient(PoolConfig config, const PoolSurroundings& around, std::size_t index, std::uint64_t seed)
    : config_{std::move(config)},
      around_{around},
      index_{index},
      back_off_{seed, around.timings.back_off},
      liveness_{std::make_shared<Liveness>(Liveness{this})} {
    counts_.url = to_url(config_.endpoint);
}

PoolClient::~PoolClient() { liveness_->client = nullptr; }

void PoolClient::want(bool wanted) {
    if (is_wanted_ == wanted) return;
    is_wanted_ = wanted;
    const auto now = around_.clock.now();
    if (wanted) {
        drain_until_.reset();
        if (phase_ == Phase::idle) phase_ = Phase::waiting;
        if (session_) announce_if_ready(now);
        return;
    }
    is_announced_ = false;
    if (unanswered() == 0) return shut_down();
    drain_until_ = now + around_.timings.drain;
}

void PoolClient::shut_down() {
    is_wanted_ = false;
    const auto now = around_.clock.now();
    if (session_) {
        session_->close();
        pump(now);
    } else if (phase_ == Phase::connecting) {
        back_off_.ended_by_us(now);
    }
    drop_connection();
    phase_ = Phase::idle;
}

void PoolClient::drop_connection() {
    look_up_.abandon();
    connection_.reset();
    write_stalled_since_.reset();
}

void PoolClient::tick() {
    const auto now = around_.clock.now();
    if (phase_ == Phase::waiting && now >= back_off_.next_attempt()) return begin_attempt(now);
    if (phase_ == Phase::connecting && now >= attempt_deadline_) return fail_attempt("no connection in time", now);
    if (!session_) return;
    if (write_stalled_since_ && now - *write_stalled_since_ >= around_.timings.write_stall) {
        session_->close(stratum::CloseReason::output_stalled);
    }
    session_->tick(now);
    pump(now);
}

Instant PoolClient::next_deadline() const noexcept {
    if (phase_ == Phase::waiting) return back_off_.next_attempt();
    if (phase_ == Phase::connecting) return attempt_deadline_;
    if (!session_) return Instant::max();
    auto next = session_->next_deadline();
    if (write_stalled_since_) next = std::min(next, *write_stalled_since_ + around_.timings.write_stall);
    if (drain_until_) next = std::min(next, *drain_until_);
    return next;
}

void PoolClient::begin_attempt(Instant now) {
    back_off_.attempted(now);
    ++counts_.connects;
    ++attempts_;
    phase_ = Phase::connecting;
    attempt_deadline_ = now + around_.timings.connect;
    const auto& host = target().host;
    if (is_address_literal(host)) return connect_to({address_of_literal(host)});
    look_up_ = around_.resolver.resolve(
        host, [&io = around_.io, liveness = liveness_, attempt = attempts_](ResolveResult result) {
            boost::asio::post(io, [liveness, attempt, result = std::move(result)] {
                auto* const client = liveness->client;
                if (client != nullptr && client->attempts_ == attempt) client->resolved(result);
            });
        });
}

void PoolClient::resolved(const ResolveResult& result) {
    if (phase_ != Phase::connecting || connection_) return;
    if (result) {
        connect_to(*result);
    } else {
        fail_attempt(describe(result.error()), around_.clock.now());
    }
    around_.listener.activity();
}

/// One address per attempt, the next one next time: every connect counts against NV-14.
void PoolClient::connect_to(const std::vector<Address>& addresses) {
    const auto& address = addresses[address_turn_ % addresses.size()];
    connection_ =
        std::make_unique<Connection>(around_.io, address, target().port, static_cast<ConnectionListener&>(*this));
}

void PoolClient::fail_attempt(std::string_view why, Instant now) {
    drop_connection();
    ++address_turn_;
    redirect_.reset();
    back_off_.failed(now);
    phase_ = Phase::waiting;
    counts_.last_error = why;
    log(LogLevel::warn, LogKind::outage, fmt::format("msg=\"cannot connect\" reason=\"{}\"", why), now);
    around_.listener.pool_down(index_);
}

void PoolClient::submit(const Share& share) {
    const auto now = around_.clock.now();
    session_->submit(share, now);
    pump(now);
}

std::optional<std::uint64_t> PoolClient::session() const noexcept {
    return session_ ? std::optional{session_number_} : std::nullopt;
}

std::uint32_t PoolClient::version_mask() const noexcept { return session_ ? session_->version_mask() : 0; }

std::size_t PoolClient::unanswered() const noexcept { return session_ ? session_->unanswered() : 0; }

PoolStatus PoolClient::status(bool in_use) const {
    auto status = counts_;
    switch (phase_) {
        case Phase::idle:
            status.state = PoolState::idle;
            break;
        case Phase::waiting:
            status.state = PoolState::waiting;
            break;
        case Phase::connecting:
            status.state = PoolState::connecting;
            break;
        case Phase::connected:
            status.state = is_announced_ ? PoolState::ready : PoolState::handshaking;
            break;
    }
    if (status.state == PoolState::ready && in_use) status.state = PoolState::mining;
    return status;
}

void PoolClient::log(LogLevel level, LogKind kind, std::string_view text, Instant now) {
    if (!around_.log) return;
    const auto suppressed = throttle_.admit(kind, now);
    if (!suppressed) return;
    const auto more = *suppressed == 0 ? std::string{} : fmt::format(" suppressed={}", *suppressed);
    around_.log(level, fmt::format("pool={} {}{}", counts_.url, text, more));
}

}  // namespace adit::miner::net
