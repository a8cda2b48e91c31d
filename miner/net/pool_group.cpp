// Carries out the choice of pools and connects them with the scheduler. One timer serves every deadline.
#include "miner/net/pool_group.hpp"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <mutex>

#include "miner/net/pool_choice.hpp"
#include "miner/net/pool_client.hpp"

namespace adit::miner::net {
namespace asio = boost::asio;
using boost::system::error_code;

namespace {
constexpr Duration longest_sleep = std::chrono::hours{1};  // keeps timer arithmetic far from its limits
}

class PoolGroup::Impl final : private PoolListener {
public:
    Impl(asio::io_context& io, const hal::Clock& clock, WorkSink& sink, hal::Wake& shares_wake,
         std::vector<PoolConfig> pools, PoolGroupOptions options, LogSink log);
    ~Impl() { stop(); }

    void start();
    void stop();
    void tick();
    [[nodiscard]] std::vector<PoolStatus> status() const;
    [[nodiscard]] bool had_job() const noexcept { return had_job_; }
    [[nodiscard]] std::size_t unanswered() const noexcept { return unanswered_; }

private:
    void pool_ready(std::size_t pool) override;
    void pool_down(std::size_t pool) override;
    void job_arrived(std::size_t pool, const JobPtr& job) override;
    void mask_changed(std::size_t pool, std::uint64_t session, std::uint32_t mask) override;
    void session_ended(std::uint64_t session) override { sink_.retire_session(session, clock_.now()); }
    void share_settled(const ShareOutcome& outcome) override { sink_.settle(outcome); }
    void activity() override;
    std::uint64_t new_session_number() override { return ++last_session_; }

    void carry_out_choice();
    void take_over(std::size_t pool);
    void send_shares();
    void watch_shares();
    void arm();
    void publish();

    const hal::Clock& clock_;
    WorkSink& sink_;
    hal::Wake& wake_;
    LogSink log_;
    PoolTimings timings_;
    Resolver resolver_;
    PoolChoice choice_;
    asio::steady_timer timer_;
    asio::posix::stream_descriptor shares_;
    std::vector<std::unique_ptr<PoolClient>> clients_;
    std::optional<std::size_t> in_use_;
    std::uint64_t last_session_ = 0;
    Share share_;  ///< kept, so that taking one allocates nothing
    bool is_running_ = false;
    Instant armed_for_{Instant::min()};
    bool is_choice_open_ = false;                                 ///< something was noted that the choice has not seen
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);  ///< handlers may outlive the group

    mutable std::mutex mutex_;
    std::vector<PoolStatus> published_;
    std::atomic<bool> had_job_ = false;
    std::atomic<std::size_t> unanswered_ = 0;
};

PoolGroup::Impl::Impl(asio::io_context& io, const hal::Clock& clock, WorkSink& sink, hal::Wake& shares_wake,
                      std::vector<PoolConfig> pools, PoolGroupOptions options, LogSink log)
    : clock_{clock},
      sink_{sink},
      wake_{shares_wake},
      log_{std::move(log)},
      timings_{options.timings},
      resolver_{std::move(options.lookup)},
      choice_{pools.size(), options.timings},
      timer_{io},
      shares_{io} {
    const PoolSurroundings around{io, clock_, resolver_, timings_, *this, log_, options.wall_clock};
    for (auto& pool : pools) {
        const auto index = clients_.size();
        clients_.push_back(std::make_unique<PoolClient>(std::move(pool), around, index, options.seed + index));
    }
    if (const int descriptor = wake_.descriptor(); descriptor >= 0) shares_.assign(dup(descriptor));
    publish();
}

void PoolGroup::Impl::start() {
    is_running_ = true;
    watch_shares();
    carry_out_choice();
    tick();
}

void PoolGroup::Impl::stop() {
    if (!is_running_) return;
    is_running_ = false;
    for (const auto& client : clients_) client->shut_down();
    error_code ignored;
    shares_.close(ignored);
    timer_.cancel();
    in_use_.reset();
    publish();
}

void PoolGroup::Impl::tick() {
    for (const auto& client : clients_) client->tick();
    activity();
}

void PoolGroup::Impl::pool_ready(std::size_t pool) {
    choice_.ready(pool, clock_.now());
    is_choice_open_ = true;
}

void PoolGroup::Impl::pool_down(std::size_t pool) {
    choice_.down(pool, clock_.now());
    is_choice_open_ = true;
}

void PoolGroup::Impl::job_arrived(std::size_t pool, const JobPtr& job) {
    had_job_ = true;
    if (in_use_ == pool) sink_.adopt(job, clock_.now());
}

void PoolGroup::Impl::mask_changed(std::size_t pool, std::uint64_t session, std::uint32_t mask) {
    if (in_use_ == pool) sink_.set_mask(session, mask);
}

/// A client has finished with what it was doing: now it may be told what to do.
void PoolGroup::Impl::activity() {
    if (!is_running_) return;
    send_shares();
    do {
        is_choice_open_ = false;
        carry_out_choice();
    } while (is_choice_open_);
    publish();
    arm();
}

void PoolGroup::Impl::carry_out_choice() {
    choice_.decide(clock_.now());
    const auto chosen = choice_.current();
    const bool is_new = chosen != in_use_;
    in_use_ = chosen;
    if (is_new && chosen) take_over(*chosen);
    for (std::size_t i = 0; i < clients_.size(); ++i) {
        const bool wanted = choice_.wanted(i);
        if (!wanted) choice_.rest(i);
        clients_[i]->want(wanted);
    }
}

void PoolGroup::Impl::take_over(std::size_t pool) {
    const auto& client = *clients_[pool];
    sink_.adopt(client.newest_job(), clock_.now());
    sink_.set_mask(*client.session(), client.version_mask());
}

void PoolGroup::Impl::send_shares() {
    while (sink_.take_share(share_)) {
        const auto owner = std::find_if(clients_.begin(), clients_.end(), [&](const auto& client) {
            return client->session() == share_.job->key.session;
        });
        if (owner != clients_.end()) {
            (*owner)->submit(share_);
        } else {
            sink_.settle({share_.number, ShareFate::lost, FateReason::not_sent});
        }
        share_.job.reset();
    }
}

void PoolGroup::Impl::watch_shares() {
    if (!shares_.is_open()) return;
    shares_.async_wait(asio::posix::stream_descriptor::wait_read,
                       [this, alive = std::weak_ptr{alive_}](error_code error) {
                           if (error || alive.expired() || !is_running_) return;
                           static_cast<void>(wake_.take());
                           activity();
                           watch_shares();
                       });
}

void PoolGroup::Impl::arm() {
    auto next = choice_.next_deadline();
    for (const auto& client : clients_) next = std::min(next, client->next_deadline());
    if (next == armed_for_) return;
    armed_for_ = next;
    const auto now = clock_.now();
    timer_.expires_after(next <= now ? Duration{} : std::min(next - now, longest_sleep));
    timer_.async_wait([this, alive = std::weak_ptr{alive_}](error_code error) {
        if (!error && !alive.expired() && is_running_) {
            armed_for_ = Instant::min();
            tick();
        }
    });
}

void PoolGroup::Impl::publish() {
    std::size_t waiting = 0;
    const std::lock_guard lock{mutex_};
    published_.resize(clients_.size());
    for (std::size_t i = 0; i < clients_.size(); ++i) {
        published_[i] = clients_[i]->status(in_use_ == i);
        waiting += clients_[i]->unanswered();
    }
    unanswered_ = waiting;
}

std::vector<PoolStatus> PoolGroup::Impl::status() const {
    const std::lock_guard lock{mutex_};
    return published_;
}

PoolGroup::PoolGroup(asio::io_context& io, const hal::Clock& clock, WorkSink& sink, hal::Wake& shares_wake,
                     std::vector<PoolConfig> pools, PoolGroupOptions options, LogSink log)
    : impl_{
          std::make_unique<Impl>(io, clock, sink, shares_wake, std::move(pools), std::move(options), std::move(log))} {}

PoolGroup::~PoolGroup() = default;
void PoolGroup::start() { impl_->start(); }
void PoolGroup::stop() { impl_->stop(); }
void PoolGroup::tick() { impl_->tick(); }
std::vector<PoolStatus> PoolGroup::status() const { return impl_->status(); }
bool PoolGroup::had_job() const noexcept { return impl_->had_job(); }
std::size_t PoolGroup::unanswered() const noexcept { return impl_->unanswered(); }

}  // namespace adit::miner::net
