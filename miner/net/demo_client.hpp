// One client of the demo pool: a line in, lines out. No socket.
#pragma once

#include <boost/json/value.hpp>
#include <functional>
#include <string>
#include <string_view>

#include "miner/net/demo_judge.hpp"

namespace adit::miner::net {

/// What all clients of a demo pool share; owned by the pool's thread.
struct DemoTable {
    DemoPoolOptions options;
    DemoJudge judge;
    DemoJobPtr job;         ///< the newest
    double difficulty = 1;  ///< for the next job
    std::function<void(const DemoVerdict&)> record;
};

class DemoClient {
public:
    /// Jobs kept per connection; shares on older ones are refused as unknown.
    static constexpr std::size_t jobs_kept = 32;

    DemoClient(DemoTable& table, std::uint32_t number);

    /// Handles one line (no LF) and appends what to answer. False: hang up.
    [[nodiscard]] bool handle(std::string_view line, std::string& answer);
    /// Appends the newest job, preceded by the difficulty when that changed. Nothing before subscribe.
    void send_job(std::string& answer);
    /// Appends the difficulty of the next job.
    void send_difficulty(std::string& answer);

private:
    [[nodiscard]] bool dispatch(std::string_view method, const boost::json::object& request, std::string& answer);
    void configure(const boost::json::object& request, std::string& answer);
    void subscribe(const boost::json::object& request, std::string& answer);
    void authorise(const boost::json::object& request, std::string& answer);
    void submit(const boost::json::object& request, std::string& answer);

    DemoTable* table_;
    std::uint32_t number_;
    DemoPeer peer_;
    double announced_difficulty_ = 0;
};

}  // namespace adit::miner::net
