// A job as every job source (Stratum, solo) hands it to the scheduler: everything needed to cut headers, nothing
// about the wire it came by.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "hal/clock.hpp"
#include "miner/bitcoin/target.hpp"

namespace adit::miner {

using Bytes = std::vector<std::byte>;

/// A pool's job id as it came on the wire: a JSON string or a JSON integer, echoed in the same type.
using JobId = std::variant<std::string, std::int64_t>;

/// Tells jobs apart even when a pool repeats its id strings.
struct JobKey {
    std::uint64_t session{};     ///< connection number, process-wide
    std::uint32_t extranonce{};  ///< extranonce generation within the connection
    std::uint64_t arrival{};     ///< counts notifies within the connection
    friend auto operator<=>(const JobKey&, const JobKey&) = default;
};

struct Job {
    JobKey key;
    JobId id;
    Hash256 prev_hash{};                 ///< in header byte order
    Bytes coinbase_head, coinbase_tail;  ///< around extranonce1 | extranonce2
    Bytes extranonce1;                   ///< 0..32 bytes
    std::uint8_t extranonce2_size{};     ///< 1..16 bytes
    std::vector<Hash256> merkle_branch;  ///< internal byte order
    std::uint32_t version{};
    std::uint32_t version_mask{};  ///< bits that may be rolled: server mask & what we asked for (0 = none)
    std::uint32_t nbits{};
    std::uint32_t ntime{};
    bool clean{};                ///< older jobs must not generate work any more
    bool voids_all{};            ///< older jobs are worthless at once (extranonce1 changed): no grace
    Target256 share_target{};    ///< of the difficulty in force when the job arrived
    double share_difficulty{};   ///< the same for people
    Target256 network_target{};  ///< from nbits
    Instant arrived{};
};

using JobPtr = std::shared_ptr<const Job>;

/// A verified result that goes to the pool. Fixed size, so that queues of them need no allocation.
struct Share {
    std::uint64_t number{};  ///< ledger key, from 1
    std::uint16_t device{};
    JobPtr job;
    std::array<std::byte, 16> extranonce2{};  ///< first `job->extranonce2_size` bytes count
    std::uint32_t ntime{};
    std::uint32_t nonce{};
    std::uint32_t version{};  ///< full header version
    Hash256 hash{};           ///< SHA output order (byte 31 most significant)
    bool meets_network{};
    Instant found{};
};

/// What became of a share. Exactly one per share, in the end.
enum class ShareFate : std::uint8_t { accepted, rejected, stale, lost };

/// Reason classes for rejected, stale and lost shares (IN-9: bounded).
enum class FateReason : std::uint8_t {
    none,
    other,
    job_not_found,
    duplicate,
    low_difficulty,
    unauthorised,
    not_subscribed,  // the pool's words, 20..25
    job_void,        // stale before sending
    unanswered,      // sent, no reply within 30 s
    disconnected,    // sent, connection ended before a reply
    not_sent,        // queue limit or 60 s without a session
    mask_shrank,     // version bits no longer allowed
    exit,            // still pending when the process ended
};

struct ShareOutcome {
    std::uint64_t number{};
    ShareFate fate{};
    FateReason reason{};
};

}  // namespace adit::miner
