// One seed's run: episodes of faults that come in bursts and overlap, each followed by a time without any in which the
// boards have to come back (or be latched for a reason that an operator may clear).
#pragma once

#include <cstdint>
#include <cstdio>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "boards/simulation/seed_options.hpp"
#include "boards/simulation/sim_work.hpp"
#include "boards/simulation/station.hpp"
#include "boards/simulation/trace.hpp"

namespace adit::boards::simulation {

struct SimulationSetup {
    BoardDefinition definition;
    std::uint64_t seed = 1;
    Duration board_time = std::chrono::hours{24};  ///< of all boards together
    std::FILE* trace = nullptr;                    ///< every event as a line
};

struct SimulationResult {
    SeedOptions options;
    std::uint64_t trace_hash = 0, events = 0, turns = 0, episodes = 0, visits = 0, credited = 0;
    Duration board_time{}, longest_recovery{};
    std::vector<Finding> findings;
    std::vector<HazardTally> tallies;      ///< by hazard row
    std::vector<std::uint64_t> fired;      ///< by trouble
    std::vector<std::string> last_events;  ///< only with a finding
};

class Simulation {
public:
    explicit Simulation(const SimulationSetup& setup);

    /// Runs to the end, or to the first finding.
    [[nodiscard]] SimulationResult run();

private:
    void advance_to(Instant when);
    void at(Instant when, std::function<void()> what) { queue_.emplace(when, std::move(what)); }
    [[nodiscard]] Instant now() const;
    [[nodiscard]] bool has_finding() const;
    [[nodiscard]] std::size_t draw_known();
    void faults_on();
    void begin_trouble(std::size_t station, std::size_t trouble, double level, Duration lasts);
    void begin_outside(std::size_t station, std::size_t trouble, Duration lasts);
    void kill_all(Duration lasts);
    void safe_off(Instant until);
    void new_blocks(Instant until);
    void faults_off();
    void come_back();
    void visit(Station& station);
    void collect(SimulationResult& result) const;

    SimulationSetup setup_;
    SeedOptions options_;
    Dice dice_;
    Trace trace_;
    SimWork work_;
    std::vector<std::unique_ptr<Station>> stations_;
    /// What the world does and when; equal times in the order of entry.
    std::multimap<Instant, std::function<void()>> queue_;
    std::vector<std::uint64_t> fired_;
    std::uint64_t episodes_ = 0, visits_ = 0;
    Duration longest_recovery_{};
};

}  // namespace adit::boards::simulation
