// A small Stratum V1 pool inside the process: what `adit demo` mines against and what tests break on purpose.
// Real TCP on 127.0.0.1, own thread, and its own judgement of every share (`demo_judge.hpp`).
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "hal/clock.hpp"
#include "hal/expected.hpp"

namespace adit::miner::net {

struct DemoPoolOptions {
    double share_difficulty = 1.0 / 16384;    ///< 2^-14: one share per 2^18 hashes
    std::uint32_t nbits = 0x1d00ffff;         ///< network difficulty 1: a "block" per 2^32 hashes
    std::uint32_t version_mask = 0x1fffe000;  ///< BIP320
    std::uint8_t extranonce2_size = 8;
    Duration job_interval = std::chrono::seconds{20};
    std::uint32_t block_every = 4;   ///< every n-th job is on a new previous block (clean)
    std::uint32_t transactions = 5;  ///< fake ones, for the merkle branch
    std::uint16_t port = 0;          ///< 0: the system chooses
    bool knows_configure = true;     ///< false: closes on mining.configure before subscribe, as ckpool
    bool mute = false;               ///< accepts connections and never says a word
    std::uint64_t seed = 1;          ///< of previous hashes and transactions
};

/// One judged share, in order of arrival.
struct DemoVerdict {
    bool accepted{};
    int code{};          ///< 0, or 20..25 as sent
    std::string reason;  ///< the text sent with it
    std::string worker;
    std::string header;   ///< 80 bytes as hex; empty when it never came to a header
    double difficulty{};  ///< of the hash
    bool is_block{};
};

struct DemoPoolTotals {
    std::uint64_t accepted{}, rejected{}, blocks{}, connections{};
};

class DemoPool {
public:
    /// One line per event for the log: connections, jobs, verdicts. Called on the pool's thread.
    using Log = std::function<void(std::string_view)>;

    explicit DemoPool(DemoPoolOptions options = {}, Log log = {});
    ~DemoPool();  ///< closes every connection and joins the thread
    DemoPool(const DemoPool&) = delete;
    DemoPool& operator=(const DemoPool&) = delete;

    /// Binds and serves. The error is the system's text.
    [[nodiscard]] Expected<std::uint16_t, std::string> start();
    void stop();

    [[nodiscard]] std::uint16_t port() const noexcept;
    [[nodiscard]] std::string url() const;  ///< stratum+tcp://127.0.0.1:PORT
    [[nodiscard]] DemoPoolTotals totals() const;
    [[nodiscard]] std::vector<DemoVerdict> verdicts() const;  ///< the last 4096

    // Mischief and control; any thread, effective as soon as the pool's thread gets to it.
    void set_difficulty(double difficulty);  ///< announced at once, in force from the next job
    void new_job(bool new_block);
    void set_mute(bool mute);          ///< true: answers nothing any more, sends nothing
    void drop_connections();           ///< resets every connection
    void send_raw(std::string bytes);  ///< to every connection, as it is

private:
    class Server;
    std::unique_ptr<Server> server_;
};

}  // namespace adit::miner::net
