// After faults: is the board back? Full verified rate within three minutes of its last rest: what the host credited is
// what the chips hashed, and that is not much less than at the default point. A board that its retries made slow, or
// that is latched, waits for its operator.
#pragma once

#include <cstdint>

#include "boards/simulation/station.hpp"

namespace adit::boards::simulation {

class Comeback {
public:
    enum class Verdict : std::uint8_t { on_its_way, back, wants_visit };

    /// Both must outlive this.
    Comeback(Station& station, const SimWork& work, Instant since) noexcept
        : station_{&station}, work_{&work}, rested_{since} {}

    /// Call every second. A board that takes too long is a finding of its station. Once back, back for good.
    [[nodiscard]] Verdict look();
    /// After the operator's visit.
    void begin_again() noexcept;
    [[nodiscard]] Station& station() noexcept { return *station_; }

private:
    [[nodiscard]] bool is_measured();
    [[nodiscard]] bool is_slowed() const;
    [[nodiscard]] bool is_too_hot() const;
    void judge_patience();

    Station* station_;
    const SimWork* work_;
    Instant rested_, hashing_since_{};
    std::uint64_t credited_ = 0, hashes_ = 0;
    int visits_ = 0;
    bool is_hashing_ = false, is_back_ = false;
};

}  // namespace adit::boards::simulation
