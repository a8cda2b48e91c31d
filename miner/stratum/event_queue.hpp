// Events on their way to the owner. Bounded whatever a pool sends: jobs coalesce to the newest 16 (IN-11), a newer
// version mask replaces an older one, warnings and messages are rationed.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "miner/stratum/events.hpp"
#include "miner/stratum/rate_window.hpp"

namespace adit::miner::stratum {

class EventQueue {
public:
    static constexpr std::size_t max_jobs = 16;

    void push(SessionEvent event) { events_.push_back(std::move(event)); }
    void push_job(JobReceived event);
    void push_mask(MaskChanged event);
    /// Both make their text printable and cut it.
    void push_message(std::string_view text, Instant now);
    void push_warning(std::string_view text, Instant now);

    [[nodiscard]] std::optional<SessionEvent> pop();

private:
    using Place = std::vector<SessionEvent>::iterator;
    template <class Event>
    [[nodiscard]] Place find(Place from);
    void drop_oldest_job();

    std::vector<SessionEvent> events_;
    std::size_t next_ = 0;
    std::size_t jobs_ = 0;
    RateWindow<10> messages_{std::chrono::minutes{1}};
    RateWindow<10> warnings_{std::chrono::minutes{1}};
};

}  // namespace adit::miner::stratum
