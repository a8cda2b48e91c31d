// Turns notifies into jobs: binds each to the difficulty and extranonce in force, tells repeated and replaced ids
// apart, and knows which jobs' results may still go out. Remembers the newest 16 jobs (IN-11).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "miner/job.hpp"
#include "miner/stratum/message.hpp"

namespace adit::miner::stratum {

class JobBook {
public:
    static constexpr std::size_t remembered = 16;

    explicit JobBook(std::uint64_t session);

    /// In force from the next notify on.
    void set_difficulty(const Difficulty& difficulty) noexcept { difficulty_ = difficulty; }
    [[nodiscard]] double difficulty() const noexcept { return difficulty_.value; }

    /// The subscribe reply's extranonce.
    void subscribe(Extranonce extranonce) { extranonce_ = std::move(extranonce); }

    /// In force from the next notify on, which then voids everything before it. The values in force already: no change.
    void change_extranonce(Extranonce extranonce);

    struct Adopted {
        JobPtr job;
        bool repeated;
    };
    /// Errors: `coinbase` (shorter than any transaction can be).
    [[nodiscard]] Expected<Adopted, FieldError> adopt(Notify notify, std::uint32_t version_mask, Instant now);

    /// False when a result must not be sent: its job is void, was replaced, or wants a higher difficulty by now.
    [[nodiscard]] bool may_send(const Share& share, Instant now) const noexcept;

    /// The newest job is this one.
    [[nodiscard]] bool is_current(const JobKey& key) const noexcept {
        return !live_.empty() && live_.back().key == key;
    }

private:
    struct Live {
        JobPtr job;
        JobKey key;
        std::optional<Instant> cleaned;  // when a later notify cleaned it away
    };
    [[nodiscard]] Job make_job(Notify notify, std::uint32_t version_mask, Instant now) const;
    void switch_extranonce(Job& job);
    [[nodiscard]] bool merge_with_same_id(Job& job);
    void remember(const JobPtr& job, Instant now);
    [[nodiscard]] const Live* find(const JobKey& key) const noexcept;
    [[nodiscard]] bool is_id_taken(const JobId& id) const noexcept;

    std::uint64_t session_;
    Difficulty difficulty_;
    Extranonce extranonce_;
    std::optional<Extranonce> next_extranonce_;
    std::uint32_t extranonce_generation_ = 0;
    std::uint64_t arrivals_ = 0;
    std::vector<Live> live_;  // oldest first
};

}  // namespace adit::miner::stratum
