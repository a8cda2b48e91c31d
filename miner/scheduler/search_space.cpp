#include "miner/scheduler/search_space.hpp"

#include <algorithm>
#include <limits>
#include <span>

#include "miner/bitcoin/sha256_stream.hpp"

namespace adit::miner {
namespace {

/// SEAMS of time: ntime may run ahead of the job's by the seconds passed, at most these (HZ-46).
constexpr std::uint64_t max_ntime_ahead_s = 600;
constexpr std::uint8_t counter_bytes = 8;

std::uint64_t whole_seconds(Duration span) noexcept {
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(span).count();
    return seconds > 0 ? static_cast<std::uint64_t>(seconds) : 0;
}

/// Length and content, so that two fields never run into each other.
void add(Sha256Stream& stream, std::span<const std::byte> field) noexcept {
    const std::uint64_t length = field.size();
    stream.update(std::as_bytes(std::span{&length, 1}));
    stream.update(field);
}

}  // namespace

std::array<std::byte, 16> extranonce2_bytes(std::uint64_t counter, std::uint8_t size) noexcept {
    std::array<std::byte, 16> bytes{};
    for (std::size_t i = std::min<std::size_t>(size, bytes.size()); i-- > 0; counter >>= 8U)
        bytes[i] = static_cast<std::byte>(counter & 0xffU);
    return bytes;
}

SpaceKey space_key(const Job& job) noexcept {
    Sha256Stream stream;
    add(stream, job.coinbase_head);
    add(stream, job.extranonce1);
    add(stream, std::as_bytes(std::span{&job.extranonce2_size, 1}));
    add(stream, job.coinbase_tail);
    add(stream, std::as_bytes(std::span{job.merkle_branch}));
    add(stream, job.prev_hash);
    add(stream, std::as_bytes(std::span{&job.nbits, 1}));
    return stream.finish_twice();
}

SearchSpace::SearchSpace(const SpaceKey& key, const Job& job, std::uint64_t start) noexcept
    : key_{key},
      last_extranonce2_{job.extranonce2_size >= counter_bytes ? std::numeric_limits<std::uint64_t>::max()
                                                              : (std::uint64_t{1} << 8U * job.extranonce2_size) - 1},
      next_extranonce2_{start & last_extranonce2_},
      left_at_ntime_{last_extranonce2_},
      ntime_{job.ntime},
      job_ntime_{job.ntime},
      anchor_ntime_{job.ntime},
      anchor_{job.arrived} {}

void SearchSpace::rebase(const Job& job) noexcept {
    job_ntime_ = job.ntime;
    if (job.ntime >= anchor_ntime_ + whole_seconds(job.arrived - anchor_)) {
        anchor_ntime_ = job.ntime;
        anchor_ = job.arrived;
    }
    if (job.ntime <= ntime_) return;
    ntime_ = job.ntime;
    left_at_ntime_ = last_extranonce2_;
    taken_up_ = false;
    opened_.reset();
}

std::uint32_t SearchSpace::latest_ntime(Instant now) const noexcept {
    const std::uint64_t by_clock = anchor_ntime_ + whole_seconds(now - anchor_);
    const std::uint64_t limit = std::uint64_t{job_ntime_} + max_ntime_ahead_s;
    return static_cast<std::uint32_t>(
        std::min({by_clock, limit, std::uint64_t{std::numeric_limits<std::uint32_t>::max()}}));
}

std::optional<Point> SearchSpace::take_point(Instant now) noexcept {
    if (ntime_ > latest_ntime(now)) return std::nullopt;
    if (taken_up_) {
        if (ntime_ >= latest_ntime(now)) return std::nullopt;
        ++ntime_;
        left_at_ntime_ = last_extranonce2_;
        taken_up_ = false;
    }
    const Point point{.extranonce2 = next_extranonce2_, .ntime = ntime_};
    next_extranonce2_ = (next_extranonce2_ + 1) & last_extranonce2_;
    if (left_at_ntime_ == 0)
        taken_up_ = true;
    else
        --left_at_ntime_;
    return point;
}

std::optional<VersionChunk> SearchSpace::take_versions(std::uint8_t wanted, const VersionSet& set,
                                                       Instant now) noexcept {
    if (!opened_ || opened_->set != set || opened_->next == set.size()) {
        const std::optional<Point> point = take_point(now);
        if (!point) return std::nullopt;
        opened_ = Opened{.point = *point, .set = set, .next = 0};
    }
    VersionChunk chunk{.point = opened_->point, .count = 0, .versions = {}};
    const std::size_t most = std::clamp<std::size_t>(wanted, 1, chunk.versions.size());
    while (chunk.count < most && opened_->next < set.size()) chunk.versions[chunk.count++] = set.at(opened_->next++);
    return chunk;
}

}  // namespace adit::miner
