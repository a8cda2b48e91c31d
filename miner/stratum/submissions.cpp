// Queues of shares. Lists are short and ordered by time, so plain vectors do.
#include "miner/stratum/submissions.hpp"

#include <algorithm>

namespace adit::miner::stratum {

bool DuplicateFilter::remember(const Share& share) {
    Result result{share.job->key, {}, share.ntime, share.nonce, share.version};
    std::copy_n(share.extranonce2.begin(), std::min<std::size_t>(share.job->extranonce2_size, 16),
                result.extranonce2.begin());
    if (std::ranges::find(seen_, result) != seen_.end()) return false;
    if (seen_.size() < remembered) {
        seen_.push_back(result);
        return true;
    }
    seen_[next_] = result;
    next_ = (next_ + 1) % remembered;
    return true;
}

bool WaitingShares::add(const Share& share, Instant now) {
    if (shares_.size() == capacity) return false;
    shares_.push_back({share, now});
    return true;
}

std::optional<Share> WaitingShares::take() {
    if (shares_.empty()) return std::nullopt;
    Share oldest = std::move(shares_.front().share);
    shares_.erase(shares_.begin());
    return oldest;
}

std::optional<Share> WaitingShares::take_expired(Instant now) {
    if (now < next_deadline()) return std::nullopt;
    return take();
}

Instant WaitingShares::next_deadline() const noexcept {
    return shares_.empty() ? Instant::max() : shares_.front().since + patience;
}

std::optional<UnansweredShares::Sent> UnansweredShares::answer(std::uint64_t id) {
    const auto found = std::ranges::find(sent_, id, &Sent::id);
    if (found == sent_.end()) return std::nullopt;
    const Sent sent = *found;
    sent_.erase(found);
    return sent;
}

std::optional<UnansweredShares::Sent> UnansweredShares::take() {
    return sent_.empty() ? std::nullopt : answer(sent_.front().id);
}

std::optional<UnansweredShares::Sent> UnansweredShares::take_expired(Instant now) {
    return now < next_deadline() ? std::nullopt : take();
}

Instant UnansweredShares::next_deadline() const noexcept {
    return sent_.empty() ? Instant::max() : sent_.front().at + patience;
}

}  // namespace adit::miner::stratum
