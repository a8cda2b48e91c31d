// What an operator sees, as plain values: the one snapshot behind status lines, JSON and metrics. The scheduler
// fills shares and devices; pools and board state are added by the parts that know them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "boards/board_status.hpp"
#include "boards/cpu/cpu_status.hpp"
#include "hal/clock.hpp"
#include "miner/job.hpp"

namespace adit::miner {

/// found == accepted + rejected + stale + lost + pending, always; `pending` is 0 after the ledger was closed.
struct ShareTotals {
    std::uint64_t found{}, accepted{}, rejected{}, stale{}, lost{}, pending{};
    friend bool operator==(const ShareTotals&, const ShareTotals&) = default;
};

inline constexpr std::size_t fate_count = static_cast<std::size_t>(ShareFate::lost) + 1;
inline constexpr std::size_t reason_count = static_cast<std::size_t>(FateReason::exit) + 1;

/// How many shares met which fate for which reason: [fate][reason], both as their enumerator's number.
using ReasonCounts = std::array<std::array<std::uint64_t, reason_count>, fate_count>;

/// What happened to the results of one device. Everything here was re-hashed on the host.
struct ResultCounts {
    std::uint64_t credited{};      ///< met the claim; each is worth 2^claim_bits hashes
    std::uint64_t below_claim{};   ///< good for the device, too easy for the claim: ticket register lost
    std::uint64_t hw_errors{};     ///< not a result at all (HZ-25)
    std::uint64_t duplicates{};    ///< reported before (HZ-24)
    std::uint64_t unknown_work{};  ///< named no work of this device
    std::uint64_t stale{};         ///< good, but for a void job; earns no credit
    friend bool operator==(const ResultCounts&, const ResultCounts&) = default;
};

struct DeviceTelemetry {
    std::string stable_id, spec, kind, engine;
    double verified_hashrate_hs{};  ///< credited work / time since the first work
    double current_hs{};            ///< the same over the last minute
    std::uint64_t found{}, accepted{};
    ResultCounts results;
    double best_difficulty{};  ///< of its credited results
    /// Share work is less than the easiest result the device can return: it cannot return all shares, and its rate
    /// of results is not the pool's rate of shares. Set with the first such job.
    bool share_below_floor{};
    std::optional<boards::BoardStatus> board;   ///< filled in by the rig for devices that are boards
    std::optional<boards::cpu::CpuStatus> cpu;  ///< the same for the processor; `engine` is then the one in use
};

struct PoolTelemetry {
    std::string url;  ///< without credentials
    std::string state;
    std::uint64_t accepted{}, rejected{};
    double difficulty{};
};

struct Telemetry {
    Duration duration{};  ///< since the scheduler was made
    bool had_job{};       ///< a pool gave at least one job (exit code 6 otherwise)
    ShareTotals shares;
    ReasonCounts reasons{};
    double best_difficulty{};
    std::vector<DeviceTelemetry> devices;  ///< in order of attachment
    std::vector<PoolTelemetry> pools;      ///< left empty by the scheduler
};

}  // namespace adit::miner
