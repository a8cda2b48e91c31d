// What many seeds add up to: the coverage table for people, the same as JSON, and whether it may be called a pass.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "boards/simulation/simulation.hpp"

namespace adit::boards::simulation {

class Report {
public:
    Report();

    void add(const SimulationResult& result);

    /// Coverage of hazards and faults, times against their bounds, figures of the run.
    [[nodiscard]] std::string text(double cpu_seconds) const;
    /// One line, schema adit.sim/1.
    [[nodiscard]] std::string json(const std::string& profile, double cpu_seconds) const;
    /// No finding; in a run of `long_run` board-days or more also no hazard and no fault that never fired.
    [[nodiscard]] bool is_pass() const;
    /// Hazards that never fired or were never answered by name.
    [[nodiscard]] std::vector<std::string> gaps() const;
    [[nodiscard]] double days() const noexcept;

    static constexpr double long_run = 100;

private:
    struct Total {
        std::uint64_t seeds = 0, events = 0, turns = 0, episodes = 0, visits = 0, credited = 0, hash = 0;
        Duration board_time{}, longest_recovery{};
    };
    Total total_;
    std::vector<Finding> findings_;
    std::vector<std::uint64_t> finding_seeds_;
    std::vector<HazardTally> tallies_;
    std::vector<std::uint64_t> fired_;
};

}  // namespace adit::boards::simulation
