// A board in the world with everything that watches it and everything that can be done to it.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "boards/simulation/hazards.hpp"
#include "boards/simulation/invariants.hpp"
#include "boards/simulation/sim_board.hpp"
#include "boards/simulation/troubles.hpp"
#include "boards/simulation/wire_watch.hpp"

namespace adit::boards::simulation {

/// Something wrong: an invariant, a late reaction, a board that did not come back.
struct Finding {
    std::string_view id, what;
    double value = 0;
    Instant at{};
    std::uint8_t board = 0;
};

class Station final : private ChangeListener {
public:
    ~Station();
    Station(const Station&) = delete;
    Station& operator=(const Station&) = delete;
    Station(const SimBoardSetup& setup, Duration bridge_latency, Duration disk_delay, SimWork& work, Trace& trace);

    SimBoard board;

    /// One turn of the board, at most until `limit`, and a look when anything may have changed.
    void turn(Instant limit);
    /// A look whatever changed.
    void look();

    /// Begins or (level 0) ends a trouble. Those of the whole host are the world's business, but for their level.
    void set_trouble(std::size_t trouble, double level);
    [[nodiscard]] bool has_trouble(std::size_t trouble) const { return levels_.level(trouble) > 0; }
    [[nodiscard]] bool is_quiet() const { return levels_.is_quiet(); }
    void stall(Duration time);
    void kill();

    /// A person stops the process, clears a latch if there is one, and starts it again.
    void visit();
    /// Is there a latch an operator has to look at?
    [[nodiscard]] bool is_latched() const;

    [[nodiscard]] const HazardWatch& hazards() const noexcept { return hazards_; }
    [[nodiscard]] HazardWatch& hazards() noexcept { return hazards_; }
    [[nodiscard]] const std::vector<Finding>& findings() const noexcept { return findings_; }
    void find(const Finding& finding);
    [[nodiscard]] double expected_results_per_second() const noexcept { return expected_; }

private:
    [[nodiscard]] Scene scene() const;
    void board_changed() override { look(); }
    void note_state(const Scene& scene);
    void set_outside(Outside what, double level);

    SimWork& work_;
    Trace& trace_;
    TroubleLevels levels_;
    WireWatch wire_;
    HazardWatch hazards_;
    Invariants invariants_;
    std::vector<Finding> findings_;
    Duration bridge_latency_, disk_delay_;
    double expected_;
    Instant last_look_{}, stalled_until_{};
    bool was_in_reach_ = false;
    std::uint64_t state_seen_ = 0;
    std::uint8_t index_;
};

}  // namespace adit::boards::simulation
