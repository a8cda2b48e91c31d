// The demo pool's thread, listener and sockets. What is said over them: `demo_client.hpp`.
#include "miner/net/demo_pool.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <deque>
#include <list>
#include <mutex>
#include <thread>

#include "miner/net/demo_socket.hpp"

namespace adit::miner::net {
namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

constexpr std::size_t verdicts_kept = 4096;

std::uint32_t seconds_since_1970() {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return static_cast<std::uint32_t>(std::chrono::duration_cast<std::chrono::seconds>(now).count());
}

}  // namespace

class DemoPool::Server {
public:
    Server(const DemoPoolOptions& options, Log log);

    Expected<std::uint16_t, std::string> start();
    void stop();
    void post(std::function<void()> work) { asio::post(io_, std::move(work)); }

    void set_difficulty(double difficulty);
    void new_job(bool new_block);
    void set_mute(bool mute) { table_.options.mute = mute; }
    void drop_connections();
    void send_raw(const std::string& bytes);

    [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
    [[nodiscard]] DemoPoolTotals totals() const;
    [[nodiscard]] std::vector<DemoVerdict> verdicts() const;

private:
    void accept();
    void welcome(tcp::socket socket);
    void schedule_job();
    void record(const DemoVerdict& verdict);
    void say(const std::string& line) const {
        if (log_) log_(line);
    }

    Log log_;
    DemoTable table_;
    DemoChain chain_;
    asio::io_context io_;
    tcp::acceptor acceptor_{io_};
    asio::steady_timer timer_{io_};
    std::list<std::shared_ptr<DemoSocket>> sockets_;
    std::uint32_t job_count_ = 0;
    std::thread thread_;
    std::atomic<std::uint16_t> port_ = 0;

    mutable std::mutex mutex_;
    DemoPoolTotals totals_;
    std::deque<DemoVerdict> verdicts_;
};

DemoPool::Server::Server(const DemoPoolOptions& options, Log log)
    : log_{std::move(log)},
      chain_{{options.nbits, options.transactions, std::size_t{4} + options.extranonce2_size}, options.seed} {
    table_.options = options;
    table_.difficulty = options.share_difficulty;
    table_.record = [this](const DemoVerdict& verdict) { record(verdict); };
}

Expected<std::uint16_t, std::string> DemoPool::Server::start() {
    error_code error;
    const tcp::endpoint where{asio::ip::address_v4::loopback(), table_.options.port};
    acceptor_.open(where.protocol(), error);
    if (!error) acceptor_.set_option(tcp::acceptor::reuse_address{true}, error);
    if (!error) acceptor_.bind(where, error);
    if (!error) acceptor_.listen(tcp::acceptor::max_listen_connections, error);
    if (error) return failure(error.message());
    port_ = acceptor_.local_endpoint().port();
    new_job(true);
    accept();
    thread_ = std::thread{[this] { io_.run(); }};
    return port();
}

void DemoPool::Server::stop() {
    if (!thread_.joinable()) return;
    post([this] {
        drop_connections();
        error_code ignored;
        acceptor_.close(ignored);
        timer_.cancel();
        io_.stop();
    });
    thread_.join();
}

void DemoPool::Server::accept() {
    acceptor_.async_accept([this](error_code error, tcp::socket socket) {
        if (!acceptor_.is_open()) return;
        if (!error) welcome(std::move(socket));
        accept();
    });
}

void DemoPool::Server::welcome(tcp::socket socket) {
    std::uint32_t number = 0;
    {
        const std::lock_guard lock{mutex_};
        number = static_cast<std::uint32_t>(++totals_.connections);
    }
    say(fmt::format("connection={} msg=\"connected\"", number));
    std::erase_if(sockets_, [](const auto& old) { return !old->is_open(); });
    sockets_.push_back(std::make_shared<DemoSocket>(std::move(socket), table_, number));
    sockets_.back()->start();
}

void DemoPool::Server::schedule_job() {
    timer_.expires_after(table_.options.job_interval);
    timer_.async_wait([this](error_code error) {
        if (!error) new_job(job_count_ % std::max(table_.options.block_every, 1U) == 0);
    });
}

void DemoPool::Server::new_job(bool new_block) {
    table_.job = chain_.next(new_block, seconds_since_1970());
    table_.judge.set_tip(table_.job->prev_hash);
    ++job_count_;
    say(fmt::format("job={} height={} clean={} msg=\"new job\"", table_.job->id, table_.job->height,
                    table_.job->clean));
    for (const auto& socket : sockets_) socket->send_job();
    schedule_job();
}

void DemoPool::Server::set_difficulty(double difficulty) {
    table_.difficulty = difficulty;
    for (const auto& socket : sockets_) socket->send_difficulty();
}

void DemoPool::Server::drop_connections() {
    for (const auto& socket : sockets_) socket->reset();
    sockets_.clear();
}

void DemoPool::Server::send_raw(const std::string& bytes) {
    for (const auto& socket : sockets_) socket->send(bytes);
}

void DemoPool::Server::record(const DemoVerdict& verdict) {
    say(fmt::format("worker={} accepted={} code={} difficulty={:.6g} block={} reason=\"{}\"", verdict.worker,
                    verdict.accepted, verdict.code, verdict.difficulty, verdict.is_block, verdict.reason));
    const std::lock_guard lock{mutex_};
    ++(verdict.accepted ? totals_.accepted : totals_.rejected);
    totals_.blocks += verdict.is_block ? 1 : 0;
    if (verdicts_.size() >= verdicts_kept) verdicts_.pop_front();
    verdicts_.push_back(verdict);
}

DemoPoolTotals DemoPool::Server::totals() const {
    const std::lock_guard lock{mutex_};
    return totals_;
}

std::vector<DemoVerdict> DemoPool::Server::verdicts() const {
    const std::lock_guard lock{mutex_};
    return {verdicts_.begin(), verdicts_.end()};
}

DemoPool::DemoPool(DemoPoolOptions options, Log log) : server_{std::make_unique<Server>(options, std::move(log))} {}
DemoPool::~DemoPool() { stop(); }
Expected<std::uint16_t, std::string> DemoPool::start() { return server_->start(); }
void DemoPool::stop() { server_->stop(); }
std::uint16_t DemoPool::port() const noexcept { return server_->port(); }
std::string DemoPool::url() const { return fmt::format("stratum+tcp://127.0.0.1:{}", port()); }
DemoPoolTotals DemoPool::totals() const { return server_->totals(); }
std::vector<DemoVerdict> DemoPool::verdicts() const { return server_->verdicts(); }

void DemoPool::set_difficulty(double difficulty) {
    server_->post([server = server_.get(), difficulty] { server->set_difficulty(difficulty); });
}
void DemoPool::new_job(bool new_block) {
    server_->post([server = server_.get(), new_block] { server->new_job(new_block); });
}
void DemoPool::set_mute(bool mute) {
    server_->post([server = server_.get(), mute] { server->set_mute(mute); });
}
void DemoPool::drop_connections() {
    server_->post([server = server_.get()] { server->drop_connections(); });
}
void DemoPool::send_raw(std::string bytes) {
    server_->post([server = server_.get(), bytes = std::move(bytes)] { server->send_raw(bytes); });
}

}  // namespace adit::miner::net
