// Coalescing.
#include "miner/stratum/event_queue.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "miner/stratum/text.hpp"

namespace adit::miner::stratum {

template <class Event>
EventQueue::Place EventQueue::find(Place from) {
    return std::find_if(from, events_.end(),
                        [](const SessionEvent& event) { return std::holds_alternative<Event>(event); });
}

// The next job takes over what the dropped one said about older jobs.
void EventQueue::drop_oldest_job() {
    const auto pending = events_.begin() + static_cast<std::ptrdiff_t>(next_);
    const auto oldest = find<JobReceived>(pending);
    const JobPtr dropped = std::get<JobReceived>(*oldest).job;
    const auto next = find<JobReceived>(events_.erase(oldest));
    --jobs_;
    if (next == events_.end()) return;
    JobPtr& heir = std::get<JobReceived>(*next).job;
    if ((heir->clean || !dropped->clean) && (heir->voids_all || !dropped->voids_all)) return;
    Job merged = *heir;
    merged.clean = merged.clean || dropped->clean;
    merged.voids_all = merged.voids_all || dropped->voids_all;
    heir = std::make_shared<const Job>(std::move(merged));
}

void EventQueue::push_job(JobReceived event) {
    push(std::move(event));
    if (++jobs_ > max_jobs) drop_oldest_job();
}

void EventQueue::push_mask(MaskChanged event) {
    const auto older = find<MaskChanged>(events_.begin() + static_cast<std::ptrdiff_t>(next_));
    if (older != events_.end()) events_.erase(older);
    push(event);
}

void EventQueue::push_message(std::string_view text, Instant now) {
    if (messages_.admit(now)) push(ShowMessage{printable(text)});
}

void EventQueue::push_warning(std::string_view text, Instant now) {
    if (warnings_.admit(now)) push(Warning{printable(text)});
}

std::optional<SessionEvent> EventQueue::pop() {
    if (next_ == events_.size()) return std::nullopt;
    SessionEvent event = std::move(events_[next_++]);
    if (std::holds_alternative<JobReceived>(event)) --jobs_;
    if (next_ == events_.size()) {
        events_.clear();  // keeps its memory
        next_ = 0;
    }
    return event;
}

}  // namespace adit::miner::stratum
