// Counting messages by the second.
#include "miner/stratum/guards.hpp"

namespace adit::miner::stratum {

bool FloodGuard::count(Instant now) noexcept {
    constexpr Duration second = std::chrono::seconds{1};
    if (!started_ || now - second_from_ >= second) {
        const bool follows_at_once = started_ && now - second_from_ < 2 * second;
        const bool was_full = started_ && messages_ > per_second;
        full_seconds_ = was_full ? full_seconds_ + 1 : 0;
        if (full_seconds_ >= seconds) return false;
        if (!follows_at_once) full_seconds_ = 0;
        second_from_ = follows_at_once ? second_from_ + second : now;
        messages_ = 0;
        started_ = true;
    }
    ++messages_;
    return true;
}

}  // namespace adit::miner::stratum
