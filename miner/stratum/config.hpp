// What a Stratum session must be told about itself and its pool. Parsed and checked by whoever reads configuration.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "miner/stratum/rate_window.hpp"

namespace adit::miner::stratum {

/// BIP320: the sixteen version bits that may be rolled.
inline constexpr std::uint32_t bip320_mask = 0x1fffe000;

/// Longest user name and password that keep every line of ours under 1,024 bytes, the least any pool's source allows
/// (ckpool drops a client above it). Counted after JSON escaping.
inline constexpr std::size_t max_user_bytes = 384;
inline constexpr std::size_t max_password_bytes = 256;

/// `client.reconnect` is honoured this often, over all connections to a pool.
using ReconnectBudget = RateWindow<3>;
inline constexpr Duration reconnect_window = std::chrono::hours{1};

struct SessionConfig {
    std::string user;
    std::string password = "x";
    std::string user_agent = "adit/0.1.0";
    std::uint64_t session_number{};            ///< `JobKey::session` of all its jobs; process-wide unique
    std::uint32_t version_mask = bip320_mask;  ///< bits we offer to roll; clipped to `bip320_mask`
    bool send_configure = true;                ///< false: never ask for version rolling (see `CloseReason`)
    bool extranonce_subscribe = false;         ///< opt-in: some servers disconnect
    std::optional<double> suggest_difficulty;
    std::string resume_id;                         ///< an earlier session's `Session::resume_id()`, empty for none
    std::string host;                              ///< as configured; `client.reconnect` may name it
    std::uint16_t port{};                          ///< as configured
    std::vector<std::string> reconnect_hosts;      ///< further hosts a redirect may name, byte for byte
    ReconnectBudget reconnects{reconnect_window};  ///< carried over from the session before
};

}  // namespace adit::miner::stratum
