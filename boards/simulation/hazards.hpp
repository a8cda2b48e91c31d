// The hazard table (HZ-01..29) as something a program can watch: when the hazard is really there, what must have
// happened to the board, how soon, and which words of the Supervisor show that it knew why.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "boards/simulation/scene.hpp"
#include "hal/clock.hpp"

namespace adit::boards::simulation {

/// The scene's numbers when the hazard began.
struct Onset {
    Megahertz frequency{};
    WorkCount work{};
    std::uint32_t alarms = 0;
};

struct HazardRow {
    std::string_view id, what, action;
    Duration bound{};     ///< from the physical event to the action; 0: the table names none
    TroubleSet causes{};  ///< only asked for while one of these is on; none: always
    bool (*is_present)(const Scene& scene, Duration energised_for){};
    bool (*is_answered)(const Scene& scene, const Onset& onset){};
    std::array<std::string_view, 6> reasons{};  ///< any of them: the Supervisor named it
    Duration held{};                            ///< counts only if present for so long
    std::string_view beaten_by{};  ///< why it may never fire: something else is always quicker on small boards
    bool begins_hashing = false;   ///< begins on a board with results; recoveries in between do not end it

    [[nodiscard]] bool is_there(const Scene& scene, Duration energised_for) const {
        return (causes.is_empty() || scene.troubles.has_any(causes)) && is_present(scene, energised_for);
    }
};

[[nodiscard]] std::span<const HazardRow> hazard_rows() noexcept;

/// Hazards this world cannot make, and why.
struct NotHere {
    std::string_view id, why;
};
[[nodiscard]] std::span<const NotHere> hazards_not_here() noexcept;

/// What was seen of one hazard.
struct HazardTally {
    std::uint64_t fired = 0, reacted = 0, late = 0;
    std::vector<Duration> times;  ///< onset to action, of those answered
};

/// A reaction that came too late, or has not come.
struct Late {
    const HazardRow* row{};
    Duration after{};
};

/// Watches one board for all of them.
class HazardWatch {
public:
    HazardWatch() : tallies_(hazard_rows().size()), open_(hazard_rows().size()) {}

    /// After every event. None, or the first reaction found to be late.
    [[nodiscard]] std::optional<Late> look(const Scene& scene);
    /// What happens now is nobody's reaction: the process is gone, or the operator at work.
    void forget_open();
    /// The same, but what was answered and named counts.
    void close_open();
    [[nodiscard]] const std::vector<HazardTally>& tallies() const noexcept { return tallies_; }

private:
    struct Open {
        std::optional<Onset> onset;
        Instant since{}, over_since{};
        Duration answered_after{};
        bool is_counted = false, is_answered = false, is_credited = false, is_named = false, is_late = false,
             is_over = false;
    };
    [[nodiscard]] bool may_begin(const HazardRow& what, const Scene& scene) const noexcept;
    void begin(Open& open, const Scene& scene);
    void answer(std::size_t row, const Scene& scene);
    void count(std::size_t row);
    void credit(std::size_t row);
    void close_if_over(std::size_t row, const Scene& scene, bool is_present);
    [[nodiscard]] std::optional<Late> follow(std::size_t row, const Scene& scene, bool is_present);
    [[nodiscard]] std::optional<Late> overdue(std::size_t row, Duration age);

    std::vector<HazardTally> tallies_;
    std::vector<Open> open_;
    Instant last_look_{}, energised_since_{}, last_result_{};
    std::uint64_t credited_ = 0;
};

}  // namespace adit::boards::simulation
