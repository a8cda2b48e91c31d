// What is configured about pools, the figures of their handling, and what a status page may show of them.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "miner/net/back_off.hpp"
#include "miner/net/endpoint.hpp"

namespace adit::miner::net {

struct PoolConfig {
    Endpoint endpoint;
    std::string user;
    std::string password = "x";
    std::vector<std::string> reconnect_hosts;  ///< hosts client.reconnect may name besides the own one (IN-20)
    std::optional<double> suggest_difficulty;
    std::string user_agent;  ///< empty: Adit's own
};

/// Figures with their sources; tests shorten them.
struct PoolTimings {
    Duration connect = std::chrono::seconds{5};       ///< name look-up and TCP together (safety 4e)
    Duration write_stall = std::chrono::seconds{30};  ///< a peer that reads nothing for so long is closed
    Duration drain = std::chrono::seconds{30};        ///< a pool switched away from may still answer shares (HZ-41c)
    BackOffPolicy back_off;
    // HZ-43: when to go back to a better pool, and how long one that keeps dropping is held down.
    Duration stable_for = std::chrono::seconds{120};
    Duration flap_window = std::chrono::minutes{10};
    std::uint32_t flap_switches = 3;
    Duration hold_down_first = std::chrono::minutes{2};
    Duration hold_down_longest = std::chrono::minutes{30};
};

enum class PoolState : std::uint8_t {
    idle,         ///< not wanted at present
    waiting,      ///< backing off until the next attempt
    connecting,   ///< look-up or TCP
    handshaking,  ///< connected; not authorised yet, or no valid job yet
    ready,        ///< authorised and has a job; a standby
    mining,       ///< ready, and the one in use
};

[[nodiscard]] std::string_view to_string(PoolState state) noexcept;

/// Snapshot of one pool. Holds no secret: the URL is the canonical one, errors are sanitised.
struct PoolStatus {
    std::string url;
    PoolState state{};
    std::uint64_t accepted{}, rejected{}, stale{}, lost{};
    double difficulty{};     ///< of its newest job; 0 before the first
    std::string last_error;  ///< empty: none since the last good session
    std::uint64_t connects{};
};

/// Seconds since 1970, for a warning about a job's time and for nothing else (IN-8, HZ-46).
using WallClock = std::function<std::int64_t()>;

enum class LogLevel : std::uint8_t { debug, info, warn, error };
/// Where events go, one line each, fields not prose.
using LogSink = std::function<void(LogLevel, std::string_view)>;

}  // namespace adit::miner::net
