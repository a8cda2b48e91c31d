// A pool group on an io_context under virtual time, mining for a stand-in of the scheduler: the bench of these tests.
#pragma once

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "driver/sha256/sha256.hpp"
#include "hal/linux/event_wake.hpp"
#include "hal/virtual_clock.hpp"
#include "miner/bitcoin/header.hpp"
#include "miner/bitcoin/merkle.hpp"
#include "miner/net/demo_pool.hpp"
#include "miner/net/pool_group.hpp"
#include "tests/support/catch.hpp"

namespace adit::miner::net::test {

using namespace std::chrono_literals;

/// One share per 16 hashes.
inline constexpr double trivial_difficulty = 0x1.0p-28;

inline DemoPoolOptions easy() {
    DemoPoolOptions options;
    options.share_difficulty = trivial_difficulty;
    return options;
}

/// Mines on the test's own thread, on demand.
class FakeMiner final : public WorkSink {
public:
    explicit FakeMiner(hal::Wake& wake) : wake_{&wake} {}

    /// Finds that many shares of the present job and rings for the network.
    void mine(int shares) {
        for (int i = 0; i < shares; ++i) queue_.push_back(find_share());
        wake_->notify();
    }

    JobPtr job;
    std::uint32_t mask = 0;
    int adopted = 0;
    std::vector<std::uint64_t> retired;
    std::map<ShareFate, int> fates;
    std::map<FateReason, int> reasons;
    std::uint64_t found = 0;

private:
    Share find_share() {
        Share share;
        share.number = ++found;
        share.job = job;
        share.ntime = job->ntime;
        share.version = job->version | (job->version_mask & 0x00002000);
        share.extranonce2[0] = static_cast<std::byte>(found);
        share.extranonce2[1] = static_cast<std::byte>(found >> 8U);
        const auto root = merkle_root(*job, std::span{share.extranonce2}.first(job->extranonce2_size));
        auto header = build_header(*job, root, share.version, share.ntime);
        for (;; ++share.nonce) {
            set_nonce(header, share.nonce);
            share.hash = driver::sha256::hash_header(header);
            if (meets(share.hash, job->share_target)) return share;
        }
    }

    void do_adopt(const JobPtr& adopted_job, Instant) override {
        job = adopted_job;
        ++adopted;
    }
    void do_set_mask(std::uint64_t, std::uint32_t new_mask) override { mask = new_mask; }
    void do_retire_session(std::uint64_t session, Instant) override { retired.push_back(session); }
    bool do_take_share(Share& share) override {
        if (queue_.empty()) return false;
        share = queue_.front();
        queue_.pop_front();
        return true;
    }
    void do_settle(const ShareOutcome& outcome) override {
        ++fates[outcome.fate];
        ++reasons[outcome.reason];
    }

    hal::Wake* wake_;
    std::deque<Share> queue_;
};

struct Rig {
    explicit Rig(const std::vector<std::string>& urls, PoolGroupOptions options = {}) {
        std::vector<PoolConfig> pools;
        for (const auto& url : urls) {
            PoolConfig pool;
            pool.endpoint = *parse_endpoint(url);
            pool.user = "test.rig";
            pools.push_back(std::move(pool));
        }
        group.emplace(io, clock, miner, wake, std::move(pools), std::move(options),
                      [this](LogLevel, std::string_view line) { log.emplace_back(line); });
        group->start();
    }

    /// Lets the sockets work until `reached`, while virtual time passes by `step` per round. False: never.
    /// During a handshake it passes slowly, so that a busy machine does not look like a mute pool.
    bool until(const std::function<bool()>& reached, Duration step = 1ms) {
        constexpr int rounds = 20'000;
        for (int i = 0; i < rounds; ++i) {
            if (reached()) return true;
            if (io.poll() == 0) io.run_one_for(200us);
            clock.advance(is_handshaking() ? std::min<Duration>(step, 2ms) : step);
            group->tick();
        }
        return false;
    }

    /// Virtual time alone.
    void pass(Duration time) {
        clock.advance(time);
        group->tick();
        io.poll();
    }

    [[nodiscard]] PoolState state(std::size_t pool = 0) const { return group->status()[pool].state; }
    [[nodiscard]] bool is_mining(std::size_t pool = 0) const { return state(pool) == PoolState::mining; }
    [[nodiscard]] bool is_handshaking() const {
        const auto all = group->status();
        for (std::size_t i = 0; i < all.size(); ++i) {
            if (i != mute_pool && all[i].state == PoolState::handshaking) return true;
        }
        return false;
    }
    [[nodiscard]] int settled() const {
        int sum = 0;
        for (const auto& [fate, count] : miner.fates) sum += count;
        return sum;
    }

    std::optional<std::size_t> mute_pool;  ///< one whose handshake is not worth waiting for
    hal::VirtualClock clock{Instant{1000s}};
    hal::EventWake wake;
    FakeMiner miner{wake};
    boost::asio::io_context io;
    std::vector<std::string> log;
    std::optional<PoolGroup> group;
};

}  // namespace adit::miner::net::test
