// See network.hpp.
#include "miner/rig/network.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <chrono>
#include <thread>

#include "miner/net/pool_group.hpp"
#include "miner/net/scheduler_sink.hpp"

namespace adit::miner::rig {

namespace asio = boost::asio;

namespace {

std::int64_t wall_seconds() {
    const auto since_1970 = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::seconds>(since_1970).count();
}

}  // namespace

class Network::Impl {
public:
    Impl(Scheduler& scheduler, hal::Wake& shares_wake, std::vector<net::PoolConfig> pools, const hal::Clock& clock,
         std::uint64_t seed, net::LogSink log)
        : sink_{scheduler},
          group_{io_,
                 clock,
                 sink_,
                 shares_wake,
                 std::move(pools),
                 {.timings = {}, .seed = seed, .lookup = {}, .wall_clock = wall_seconds},
                 std::move(log)} {}

    void start() {
        group_.start();
        thread_ = std::thread{[this] { io_.run(); }};
    }

    void stop() {
        if (!thread_.joinable()) return;
        asio::post(io_, [this] {
            group_.stop();
            keep_running_.reset();
        });
        thread_.join();
    }

    [[nodiscard]] std::vector<net::PoolStatus> status() const { return group_.status(); }

private:
    net::SchedulerSink sink_;
    asio::io_context io_{1};
    asio::executor_work_guard<asio::io_context::executor_type> keep_running_{io_.get_executor()};
    net::PoolGroup group_;
    std::thread thread_;
};

Network::Network(Scheduler& scheduler, hal::Wake& shares_wake, std::vector<net::PoolConfig> pools,
                 const hal::Clock& clock, std::uint64_t seed, net::LogSink log)
    : impl_{std::make_unique<Impl>(scheduler, shares_wake, std::move(pools), clock, seed, std::move(log))} {}

Network::~Network() { stop(); }

void Network::start() { impl_->start(); }
void Network::stop() { impl_->stop(); }
std::vector<net::PoolStatus> Network::status() const { return impl_->status(); }

}  // namespace adit::miner::rig
