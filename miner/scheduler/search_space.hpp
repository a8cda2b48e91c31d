// The space of one coinbase: extranonce2 x ntime x versions, handed out once. Pure bookkeeping: no header, no lock.
// Its identity leaves out ntime and version, so that a pool that re-sends a template with a new time, or the same job
// after a reconnect, goes on where the old job stopped.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "hal/clock.hpp"
#include "miner/job.hpp"
#include "miner/scheduler/version_set.hpp"

namespace adit::miner {

/// Everything a header has but version and nonce.
struct Point {
    std::uint64_t extranonce2{};  ///< the counter; see `extranonce2_bytes`
    std::uint32_t ntime{};
};

/// Up to 16 versions at one point.
struct VersionChunk {
    Point point;
    std::uint8_t count{};
    std::array<std::uint32_t, 16> versions{};
};

/// The counter as it goes into the coinbase: big-endian, in the first `size` bytes (1..16).
[[nodiscard]] std::array<std::byte, 16> extranonce2_bytes(std::uint64_t counter, std::uint8_t size) noexcept;

/// Names the coinbase and chain position of a job: equal keys, same search space.
using SpaceKey = Hash256;
[[nodiscard]] SpaceKey space_key(const Job& job) noexcept;

class SearchSpace {
public:
    SearchSpace() = default;
    /// `start` is the first extranonce2 (taken modulo the size of the field).
    SearchSpace(const SpaceKey& key, const Job& job, std::uint64_t start) noexcept;

    [[nodiscard]] const SpaceKey& key() const noexcept { return key_; }

    /// Goes on with another job of the same key.
    void rebase(const Job& job) noexcept;

    /// A point with all its versions. Nothing: every one up to the ntime allowed at `now` is taken.
    [[nodiscard]] std::optional<Point> take_point(Instant now) noexcept;

    /// Up to `wanted` (1..16) versions of `set` at one point, next to the last ones taken where some are left.
    [[nodiscard]] std::optional<VersionChunk> take_versions(std::uint8_t wanted, const VersionSet& set,
                                                            Instant now) noexcept;

private:
    /// A point whose versions are handed out piece by piece.
    struct Opened {
        Point point;
        VersionSet set;
        std::uint64_t next{};
    };

    [[nodiscard]] std::uint32_t latest_ntime(Instant now) const noexcept;

    SpaceKey key_{};
    std::uint64_t last_extranonce2_ = 0;  ///< 2^(8 size) - 1, at most 2^64 - 1
    std::uint64_t next_extranonce2_ = 0;
    std::uint64_t left_at_ntime_ = 0;  ///< points not taken yet at `ntime_`, less one
    bool taken_up_ = false;            ///< not one point is left at `ntime_`
    std::uint32_t ntime_ = 0;
    std::uint32_t job_ntime_ = 0;
    std::uint32_t anchor_ntime_ = 0;  ///< real time passed by this much ...
    Instant anchor_{};                ///< ... at this instant
    std::optional<Opened> opened_;
};

}  // namespace adit::miner
