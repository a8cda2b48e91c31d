#include "miner/scheduler/job_table.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace adit::miner {
namespace {

bool is_same_connection(const JobKey& a, const JobKey& b) noexcept {
    return a.session == b.session && a.extranonce == b.extranonce;
}

}  // namespace

Freshness LiveJob::freshness(Instant at, Duration grace) const noexcept {
    if (standing == Standing::dead) return Freshness::dead;
    if (standing == Standing::live) return Freshness::fresh;
    return !block_changed && at - cleaned_at <= grace ? Freshness::fresh : Freshness::late;
}

JobTable::JobTable(std::uint64_t extranonce2_start) : extranonce2_start_{extranonce2_start} {
    spaces_.reserve(space_capacity);
}

bool JobTable::is_repeat(const LiveJob& old, const Job& job, const SpaceKey& key) const noexcept {
    return old.serial != 0 && is_same_connection(old.job->key, job.key) && old.job->id == job.id &&
           old.job->version == job.version && old.job->ntime == job.ntime && spaces_[old.space].key() == key;
}

std::size_t JobTable::slot_for(const Job& job, const SpaceKey& key) const noexcept {
    for (std::size_t i = 0; i < capacity; ++i)
        if (is_repeat(jobs_[i], job, key)) return i;
    return last_serial_ % capacity;
}

std::size_t JobTable::space_for(const Job& job, const SpaceKey& key) noexcept {
    for (std::size_t i = 0; i < spaces_.size(); ++i) {
        if (spaces_[i].key() != key) continue;
        spaces_[i].rebase(job);
        return i;
    }
    const SearchSpace fresh{key, job, extranonce2_start_};
    if (spaces_.size() < space_capacity) {
        spaces_.push_back(fresh);
        return spaces_.size() - 1;
    }
    const auto longest_unused = std::min_element(space_used_.begin(), space_used_.end());
    const auto reused = static_cast<std::size_t>(longest_unused - space_used_.begin());
    spaces_[reused] = fresh;
    return reused;
}

void JobTable::void_others(std::size_t keep, const Job& job, Instant now) noexcept {
    for (std::size_t i = 0; i < capacity; ++i) {
        LiveJob& old = jobs_[i];
        if (i == keep || old.serial == 0) continue;
        if (job.voids_all || !is_same_connection(old.job->key, job.key) || old.job->id == job.id)
            old.standing = Standing::dead;
        if (!job.clean) continue;
        if (old.standing == Standing::live) {
            old.standing = Standing::cleaned;
            old.cleaned_at = now;
        }
        old.block_changed = old.block_changed || old.job->prev_hash != job.prev_hash;
    }
}

bool JobTable::adopt(JobPtr job, const SpaceKey& key, Instant now) {
    const std::size_t slot = slot_for(*job, key);
    LiveJob& entry = jobs_[slot];
    const bool repeats = is_repeat(entry, *job, key);
    const bool repeats_current = repeats && has_current_ && slot == current_ && entry.mask == job->version_mask;
    void_others(slot, *job, now);
    if (entry.job) left_.push_back(std::move(entry.job));
    entry.share_target = repeats ? std::min(entry.share_target, job->share_target) : job->share_target;
    if (!repeats) {
        entry.serial = ++last_serial_;
        entry.space = space_for(*job, key);
    }
    space_used_[entry.space] = ++adoptions_;
    entry.standing = Standing::live;
    entry.block_changed = false;
    entry.mask = job->version_mask;
    entry.job = std::move(job);
    current_ = slot;
    has_current_ = true;
    return !repeats_current;
}

bool JobTable::set_mask(std::uint64_t session, std::uint32_t mask) noexcept {
    bool current_changed = false;
    for (std::size_t i = 0; i < capacity; ++i) {
        LiveJob& entry = jobs_[i];
        if (entry.serial == 0 || entry.job->key.session != session || entry.mask == mask) continue;
        entry.mask = mask;
        current_changed = current_changed || (has_current_ && i == current_);
    }
    return current_changed;
}

const LiveJob* JobTable::find(const JobRef& ref) const noexcept {
    const LiveJob& entry = jobs_[ref.slot];
    return entry.serial == ref.serial ? &entry : nullptr;
}

std::vector<JobPtr> JobTable::take_unused() {
    std::vector<JobPtr> unused;
    const auto held = std::partition(left_.begin(), left_.end(), [](const JobPtr& job) { return job.use_count() > 1; });
    std::move(held, left_.end(), std::back_inserter(unused));
    left_.erase(held, left_.end());
    return unused;
}

}  // namespace adit::miner
