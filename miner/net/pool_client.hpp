// One pool: connects, carries a Stratum session, comes back after every failure by the one back-off. Driven by its
// connection and by `tick`; owned by `PoolGroup`. Everything on the network thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "miner/net/connection.hpp"
#include "miner/net/log_throttle.hpp"
#include "miner/net/pool_config.hpp"
#include "miner/stratum/session.hpp"

namespace adit::miner::net {

/// What a pool tells the group. Called from within the client's own work: the group takes notes, and acts when
/// `activity` says that the client has finished.
class PoolListener {
public:
    virtual void pool_ready(std::size_t pool) = 0;  ///< authorised and with a valid job
    virtual void pool_down(std::size_t pool) = 0;   ///< an attempt failed or a session ended
    virtual void job_arrived(std::size_t pool, const JobPtr& job) = 0;
    virtual void mask_changed(std::size_t pool, std::uint64_t session, std::uint32_t mask) = 0;
    virtual void session_ended(std::uint64_t session) = 0;
    virtual void share_settled(const ShareOutcome& outcome) = 0;
    virtual void activity() = 0;
    [[nodiscard]] virtual std::uint64_t new_session_number() = 0;

protected:
    ~PoolListener() = default;
};

/// What clients share. All of it outlives them.
struct PoolSurroundings {
    boost::asio::io_context& io;
    const hal::Clock& clock;
    Resolver& resolver;
    const PoolTimings& timings;
    PoolListener& listener;
    const LogSink& log;
    WallClock wall_clock;
};

class PoolClient final : private ConnectionListener {
public:
    PoolClient(PoolConfig config, const PoolSurroundings& around, std::size_t index, std::uint64_t seed);
    ~PoolClient();
    PoolClient(const PoolClient&) = delete;
    PoolClient& operator=(const PoolClient&) = delete;

    /// Whether to be connected. A session that is not wanted any more stays until its shares are answered.
    void want(bool wanted);
    /// Closes at once.
    void shut_down();
    /// Does what is due. Call no later than `next_deadline`.
    void tick();
    [[nodiscard]] Instant next_deadline() const noexcept;

    /// Sends a share of this client's own session.
    void submit(const Share& share);

    /// The running session's number; nothing while there is none.
    [[nodiscard]] std::optional<std::uint64_t> session() const noexcept;
    [[nodiscard]] const JobPtr& newest_job() const noexcept { return job_; }
    [[nodiscard]] std::uint32_t version_mask() const noexcept;
    /// Shares sent and not yet answered.
    [[nodiscard]] std::size_t unanswered() const noexcept;
    [[nodiscard]] PoolStatus status(bool in_use) const;

private:
    enum class Phase : std::uint8_t { idle, waiting, connecting, connected };
    /// Some pools hang up on mining.configure. `skip_once` becomes `skip` when that led to a session.
    enum class ConfigureHabit : std::uint8_t { ask, skip_once, skip };

    // connecting
    void begin_attempt(Instant now);
    void resolved(const ResolveResult& result);
    void connect_to(const std::vector<Address>& addresses);
    // ConnectionListener
    void connected() override;
    void received(std::span<const char> bytes) override;
    void written() override;
    void lost(std::string_view why) override;
    // carrying
    void pump(Instant now);
    void write_output(Instant now);
    void handle(const stratum::SessionEvent& event, Instant now);
    void on(const stratum::JobReceived& event, Instant now);
    void on(const stratum::Settled& event, Instant now);
    void on(const stratum::MaskChanged& event, Instant now);
    void on(const stratum::Authorised& event, Instant now);
    void on(const stratum::AuthoriseRefused& event, Instant now);
    void on(const stratum::Closed& event, Instant now);
    void on(const stratum::ReconnectAsked& event, Instant now);
    void on(const stratum::ShowMessage& event, Instant now);
    void on(const stratum::Warning& event, Instant now);
    void announce_if_ready(Instant now);
    // ending
    void fail_attempt(std::string_view why, Instant now);
    void end_session(Instant now);
    void settle_end(const stratum::Closed& closed, Instant now);
    void follow_redirect(Instant now);
    void learn_habits(const stratum::Closed& closed);
    void drop_connection();

    [[nodiscard]] stratum::SessionConfig session_config();
    [[nodiscard]] const Endpoint& target() const noexcept { return redirect_ ? *redirect_ : config_.endpoint; }
    [[nodiscard]] bool is_drained(Instant now) const noexcept;
    void log(LogLevel level, LogKind kind, std::string_view text, Instant now);

    struct Redirect {
        Endpoint to;
        std::chrono::seconds wait{};
    };
    struct Liveness;  ///< tells a posted look-up result whether the client still exists

    PoolConfig config_;
    PoolSurroundings around_;
    std::size_t index_;
    BackOff back_off_;
    LogThrottle throttle_;
    std::shared_ptr<Liveness> liveness_;

    bool is_wanted_ = false;
    Phase phase_ = Phase::idle;
    Instant attempt_deadline_{};
    ResolveRequest look_up_;
    std::uint64_t attempts_ = 0;
    std::size_t address_turn_ = 0;  ///< which of several addresses is tried
    std::unique_ptr<Connection> connection_;

    std::optional<stratum::Session> session_;
    std::uint64_t session_number_ = 0;
    JobPtr job_;
    bool is_announced_ = false;
    std::optional<stratum::Closed> closed_;
    std::optional<Endpoint> redirect_;        ///< where the pool sent us, until that fails
    std::optional<Redirect> redirect_asked_;  ///< being followed
    ConfigureHabit habit_ = ConfigureHabit::ask;
    stratum::ReconnectBudget reconnects_{stratum::reconnect_window};
    std::string resume_id_;
    std::optional<Instant> drain_until_, write_stalled_since_;

    PoolStatus counts_;
};

}  // namespace adit::miner::net
