// A small Stratum V1 pool inside the process: what `adit demo` mines against and what tests break on purpose.
// Real TCP on 127.0.0.1, own thread, and its own judgement of every share (`demo_judge.hpp`).
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "hal/expected.hpp"
#include "miner/net/demo_types.hpp"

namespace adit::miner::net {

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
