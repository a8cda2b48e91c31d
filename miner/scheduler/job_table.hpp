// The jobs whose results may still come in, and what has become of each. Jobs enter and die in `adopt` only, so that
// nobody on the hot path ever frees one.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "hal/clock.hpp"
#include "miner/job.hpp"
#include "miner/scheduler/search_space.hpp"
#include "miner/scheduler/version_set.hpp"

namespace adit::miner {

enum class Standing : std::uint8_t {
    live,     ///< worked on, or at least submittable
    cleaned,  ///< a clean job came after it: short grace if the previous block is unchanged
    dead,     ///< its session, extranonce1 or id are gone: never submitted again
};

/// May a result of a job still go out?
enum class Freshness : std::uint8_t {
    fresh,  ///< if it meets the share target
    late,   ///< only if it meets the network target too
    dead,   ///< no
};

struct LiveJob {
    JobPtr job;
    std::uint64_t serial{};    ///< 0: free slot
    std::uint32_t mask{};      ///< version bits allowed now
    Target256 share_target{};  ///< the hardest this content was announced with
    std::size_t space{};       ///< index of its search space
    Standing standing = Standing::dead;
    bool block_changed{};  ///< since it was cleaned
    Instant cleaned_at{};

    [[nodiscard]] VersionSet versions() const noexcept { return VersionSet::of(job->version, mask); }
    [[nodiscard]] Freshness freshness(Instant at, Duration grace) const noexcept;
};

/// Names a job for as long as it is remembered.
struct JobRef {
    std::size_t slot{};
    std::uint64_t serial{};
};

class JobTable {
public:
    static constexpr std::size_t capacity = 32;        ///< older jobs are forgotten; their results are stale
    static constexpr std::size_t space_capacity = 64;  ///< extranonce2 counters kept for repeated jobs

    explicit JobTable(std::uint64_t extranonce2_start);

    /// Makes `job` the current one. True when devices have to change over, false for a mere repeat of the current
    /// job. `key` is `space_key(*job)`, made outside the lock.
    bool adopt(JobPtr job, const SpaceKey& key, Instant now);

    /// Changes the mask of a session's jobs. True when the current job is among them and its mask changed.
    bool set_mask(std::uint64_t session, std::uint32_t mask) noexcept;

    /// Null before the first job.
    [[nodiscard]] const LiveJob* current() const noexcept { return has_current_ ? &jobs_[current_] : nullptr; }
    [[nodiscard]] JobRef current_ref() const noexcept { return {.slot = current_, .serial = jobs_[current_].serial}; }
    [[nodiscard]] SearchSpace& space_of(const LiveJob& job) noexcept { return spaces_[job.space]; }

    /// Null when it was forgotten.
    [[nodiscard]] const LiveJob* find(const JobRef& ref) const noexcept;

    /// Jobs that left the table and that nobody else holds; to be freed without the lock.
    [[nodiscard]] std::vector<JobPtr> take_unused();

private:
    [[nodiscard]] std::size_t slot_for(const Job& job, const SpaceKey& key) const noexcept;
    [[nodiscard]] bool is_repeat(const LiveJob& old, const Job& job, const SpaceKey& key) const noexcept;
    [[nodiscard]] std::size_t space_for(const Job& job, const SpaceKey& key) noexcept;
    void void_others(std::size_t keep, const Job& job, Instant now) noexcept;

    std::uint64_t extranonce2_start_;
    std::uint64_t last_serial_ = 0;
    std::size_t current_ = 0;
    bool has_current_ = false;
    std::array<LiveJob, capacity> jobs_;
    std::vector<SearchSpace> spaces_;                         ///< at most `space_capacity`
    std::array<std::uint64_t, space_capacity> space_used_{};  ///< when last, in adoptions
    std::uint64_t adoptions_ = 0;
    std::vector<JobPtr> left_;  ///< out of the table, perhaps still held by a hot path
};

}  // namespace adit::miner
