// Jobs from notifies.
#include "miner/stratum/job_book.hpp"

#include <algorithm>

namespace adit::miner::stratum {
namespace {

constexpr std::size_t min_coinbase = 60;             // bytes; the least a transaction can be, with room for the height
constexpr Duration grace = std::chrono::seconds{1};  // results of cleaned jobs, as long as the block is the same

bool is_same_work(const Job& a, const Job& b) {
    return a.prev_hash == b.prev_hash && a.coinbase_head == b.coinbase_head && a.coinbase_tail == b.coinbase_tail &&
           a.merkle_branch == b.merkle_branch && a.version == b.version && a.nbits == b.nbits && a.ntime == b.ntime;
}

Difficulty difficulty_one() { return *parse_difficulty("1"); }

}  // namespace

JobBook::JobBook(std::uint64_t session) : session_{session}, difficulty_{difficulty_one()} {
    live_.reserve(remembered + 1);
}

void JobBook::change_extranonce(Extranonce extranonce) {
    next_extranonce_.reset();
    if (extranonce != extranonce_) next_extranonce_ = std::move(extranonce);
}

Job JobBook::make_job(Notify notify, std::uint32_t version_mask, Instant now) const {
    const Extranonce& extranonce = next_extranonce_ ? *next_extranonce_ : extranonce_;
    Job job;
    job.id = std::move(notify.id);
    job.prev_hash = notify.prev_hash;
    job.coinbase_head = std::move(notify.coinbase_head);
    job.coinbase_tail = std::move(notify.coinbase_tail);
    job.extranonce1 = extranonce.first;
    job.extranonce2_size = extranonce.second_size;
    job.merkle_branch = std::move(notify.merkle_branch);
    job.version = notify.version;
    job.version_mask = version_mask;
    job.nbits = notify.nbits;
    job.ntime = notify.ntime;
    job.clean = notify.clean;
    job.share_target = difficulty_.target;
    job.share_difficulty = difficulty_.value;
    job.network_target = notify.network_target;
    job.arrived = now;
    return job;
}

void JobBook::switch_extranonce(Job& job) {
    extranonce_ = std::move(*next_extranonce_);
    next_extranonce_.reset();
    ++extranonce_generation_;
    live_.clear();
    job.voids_all = true;
}

// True when the same work came before: the job then keeps its key, its time of arrival and the harder target.
bool JobBook::merge_with_same_id(Job& job) {
    const auto old = std::ranges::find(live_, job.id, [](const Live& live) -> const JobId& { return live.job->id; });
    if (old == live_.end()) return false;
    const JobPtr before = old->job;
    live_.erase(old);
    if (!is_same_work(*before, job)) return false;
    job.key = before->key;
    job.arrived = before->arrived;
    if (before->share_target < job.share_target) {
        job.share_target = before->share_target;
        job.share_difficulty = before->share_difficulty;
    }
    return true;
}

void JobBook::remember(const JobPtr& job, Instant now) {
    if (job->clean)
        for (Live& older : live_)
            if (!older.cleaned) older.cleaned = now;
    if (live_.size() == remembered) live_.erase(live_.begin());
    live_.push_back({job, job->key, std::nullopt});
}

Expected<JobBook::Adopted, FieldError> JobBook::adopt(Notify notify, std::uint32_t version_mask, Instant now) {
    Job job = make_job(std::move(notify), version_mask, now);
    const std::size_t coinbase =
        job.coinbase_head.size() + job.extranonce1.size() + job.extranonce2_size + job.coinbase_tail.size();
    if (coinbase < min_coinbase) return failure(FieldError::coinbase);
    if (next_extranonce_) switch_extranonce(job);
    const bool repeated = merge_with_same_id(job);
    if (!repeated) job.key = {session_, extranonce_generation_, ++arrivals_};
    const auto adopted = std::make_shared<const Job>(std::move(job));
    remember(adopted, now);
    return Adopted{adopted, repeated};
}

const JobBook::Live* JobBook::find(const JobKey& key) const noexcept {
    const auto found = std::ranges::find(live_, key, &Live::key);
    return found == live_.end() ? nullptr : &*found;
}

bool JobBook::is_id_taken(const JobId& id) const noexcept {
    return std::ranges::any_of(live_, [&id](const Live& live) { return live.job->id == id; });
}

bool JobBook::may_send(const Share& share, Instant now) const noexcept {
    const JobKey& key = share.job->key;
    if (key.session != session_ || key.extranonce != extranonce_generation_) return false;
    const Live* const live = find(key);
    // Forgotten long ago: only a block is worth the try, and only while its id names nothing else.
    if (live == nullptr) return share.meets_network && !is_id_taken(share.job->id);
    if (!meets(share.hash, live->job->share_target)) return false;
    if (!live->cleaned || share.meets_network) return true;
    return live->job->prev_hash == live_.back().job->prev_hash && now - *live->cleaned <= grace;
}

}  // namespace adit::miner::stratum
