// See hazards.hpp.
#include "boards/simulation/hazards.hpp"

#include <algorithm>
#include <utility>

namespace adit::boards::simulation {

namespace {

bool is_one_of(std::string_view word, const HazardRow& row) {
    return !word.empty() && std::ranges::find(row.reasons, word) != row.reasons.end();
}

/// An action without a word from the Supervisor to go with it is no reaction; a row without words needs none.
bool names_it(const Scene& scene, const HazardRow& row, const Onset& onset) {
    const bool has_alarmed = scene.alarms != onset.alarms && is_one_of(scene.alarm, row);
    return row.reasons[0].empty() || is_one_of(scene.reason, row) || has_alarmed;
}

}  // namespace

void HazardWatch::begin(Open& open, const Scene& scene) {
    // It may have begun any time after the last look, but looks are never further apart than that.
    constexpr Duration longest_gap = std::chrono::milliseconds{50};
    open = {};
    open.onset = Onset{scene.seen.frequency, scene.work, scene.alarms};
    open.since = std::clamp(last_look_, scene.now - longest_gap, scene.now);
}

void HazardWatch::count(std::size_t row) {
    if (!std::exchange(open_[row].is_counted, true)) ++tallies_[row].fired;
}

void HazardWatch::answer(std::size_t row, const Scene& scene) {
    Open& open = open_[row];
    if (open.is_answered || !hazard_rows()[row].is_answered(scene, *open.onset)) return;
    open.is_answered = true;
    open.answered_after = scene.now - open.since;
}

/// A cut for another reason is no reaction to what had only begun: it counts once it is named, or has lasted.
void HazardWatch::credit(std::size_t row) {
    Open& open = open_[row];
    if (!open.is_answered || !(open.is_named || open.is_counted) || std::exchange(open.is_credited, true)) return;
    count(row);
    tallies_[row].times.push_back(open.answered_after);
}

std::optional<Late> HazardWatch::overdue(std::size_t row, Duration age) {
    const HazardRow& what = hazard_rows()[row];
    if (what.bound <= Duration{} || age <= what.bound || std::exchange(open_[row].is_late, true)) return std::nullopt;
    ++tallies_[row].late;
    return Late{&what, age};
}

void HazardWatch::close_if_over(std::size_t row, const Scene& scene, bool is_present) {
    constexpr Duration last_words = std::chrono::milliseconds{600};  // may follow the deed by a cycle
    Open& open = open_[row];
    if (is_present) {
        open.is_over = false;
        return;
    }
    if (!std::exchange(open.is_over, true)) open.over_since = scene.now;
    const bool may_be_named = (open.is_counted || open.is_answered) && !open.is_named;
    if (may_be_named && scene.now - open.over_since < last_words) return;
    if (open.is_counted && open.is_named) ++tallies_[row].reacted;
    open.onset.reset();
}

std::optional<Late> HazardWatch::follow(std::size_t row, const Scene& scene, bool is_present) {
    const HazardRow& what = hazard_rows()[row];
    Open& open = open_[row];
    const Duration age = scene.now - open.since;
    const bool was_answered = open.is_answered;
    open.is_named = open.is_named || names_it(scene, what, *open.onset);
    if (is_present || !open.is_over) answer(row, scene);
    if (is_present && age >= std::max(what.held, what.bound)) count(row);
    credit(row);
    std::optional<Late> late;
    if (!was_answered && (is_present || open.is_answered)) late = overdue(row, age);
    close_if_over(row, scene, is_present);
    return late;
}

bool HazardWatch::may_begin(const HazardRow& what, const Scene& scene) const noexcept {
    constexpr Duration recently = std::chrono::seconds{15};
    return !what.begins_hashing || scene.now - last_result_ <= recently;
}

std::optional<Late> HazardWatch::look(const Scene& scene) {
    if (!scene.is_energised()) energised_since_ = scene.now;
    if (std::exchange(credited_, scene.work.credited) != scene.work.credited) last_result_ = scene.now;
    const Duration energised_for = scene.now - energised_since_;
    std::optional<Late> found;
    const auto rows = hazard_rows();
    auto next = open_.begin();
    for (const HazardRow& what : rows) {
        Open& open = *next++;
        const bool is_present = what.is_there(scene, energised_for);
        if (open.onset) {
            const auto late = follow(static_cast<std::size_t>(&what - rows.data()), scene, is_present);
            if (late && !found) found = late;
        } else if (is_present && may_begin(what, scene)) {
            begin(open, scene);
        }
    }
    last_look_ = scene.now;
    return found;
}

void HazardWatch::close_open() {
    for (std::size_t row = 0; row < open_.size(); ++row)
        if (open_[row].onset && open_[row].is_counted && open_[row].is_named) ++tallies_[row].reacted;
    forget_open();
}

void HazardWatch::forget_open() {
    for (Open& open : open_) open.onset.reset();
}

}  // namespace adit::boards::simulation
