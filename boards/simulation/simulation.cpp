// See simulation.hpp.
#include "boards/simulation/simulation.hpp"
#include "boards/safeoff/replay.hpp"

#include <algorithm>

#include "boards/simulation/comeback.hpp"

namespace adit::boards::simulation {

using namespace std::chrono_literals;

namespace {

constexpr Instant start_time = Instant{} + 1h;  // an Instant of zero means "never" in places
constexpr std::uint64_t stream = 2;

/// So many hashes per clock and chip that a chip finds about one result a second at 525 MHz with one zero bit. The
/// model tests sixteen hashes at once: fewer engines, and a counter would stand still for a window of ten seconds.
constexpr std::uint16_t engines = 16;

SimBoardSetup board_setup(const SimulationSetup& setup, const SeedOptions& options, std::size_t index) {
    SimBoardSetup board{.definition = setup.definition, .options = {}, .index = DeviceIndex{}, .start = start_time};
    board.options.zero_bits = options.zero_bits;
    board.options.seed = setup.seed * SimWork::most_devices + index;
    board.options.ambient = options.ambient;
    board.options.grid = 100ms;  // heat and supply are slower; their steps are exact whatever the grid
    board.index = static_cast<DeviceIndex>(index);
    board.engines = engines;
    return board;
}

}  // namespace

Simulation::Simulation(const SimulationSetup& setup)
    : setup_{setup},
      options_{options_of(setup.seed)},
      dice_{setup.seed, stream},
      trace_{setup.trace},
      work_{options_.zero_bits, options_.claim_bits},
      fired_(troubles().size()) {
    for (std::size_t i = 0; i < options_.boards; ++i)
        stations_.push_back(std::make_unique<Station>(board_setup(setup, options_, i), options_.bridge_latency,
                                                      options_.disk_delay, work_, trace_));
}

Instant Simulation::now() const {
    Instant latest = start_time;
    for (const auto& station : stations_) latest = std::max(latest, station->board.now());
    return latest;
}

bool Simulation::has_finding() const {
    return std::ranges::any_of(stations_, [](const auto& station) { return !station->findings().empty(); });
}

/// Every board up to `when`, the one furthest behind first; what the world does happens at its time.
void Simulation::advance_to(Instant when) {
    const auto behind = [&](Instant limit) -> Station* {
        const auto first = std::ranges::min_element(stations_, {}, [](const auto& s) { return s->board.now(); });
        return (*first)->board.now() < limit ? first->get() : nullptr;
    };
    while (!has_finding()) {
        const Instant next = queue_.empty() ? when : std::min(when, queue_.begin()->first);
        while (Station* const station = behind(next)) {
            station->turn(next);
            if (!station->findings().empty()) return;
        }
        if (queue_.empty() || queue_.begin()->first > when) return;
        const auto what = std::move(queue_.begin()->second);
        queue_.erase(queue_.begin());
        what();
    }
}

std::size_t Simulation::draw_known() {
    std::size_t trouble = 0;
    do trouble = dice_.below(options_.knows.size());
    while (!options_.knows[trouble]);
    return trouble;
}

/// A burst: up to five troubles within five minutes, on any board.
void Simulation::faults_on() {
    constexpr std::size_t most = 5;
    const Instant begin = now();
    for (std::size_t count = 1 + dice_.below(most); count > 0; --count) {
        const std::size_t trouble = draw_known(), station = dice_.below(stations_.size());
        const Trouble& row = troubles()[trouble];
        const double level = row.levels[dice_.below(row.levels.size())];
        const Duration lasts = dice_.between(row.shortest, row.longest);
        at(begin + dice_.between(1s, 5min), [=, this] { begin_trouble(station, trouble, level, lasts); });
    }
}

void Simulation::begin_trouble(std::size_t station, std::size_t trouble, double level, Duration lasts) {
    if (stations_[station]->has_trouble(trouble)) return;
    ++fired_[trouble];
    const Trouble& row = troubles()[trouble];
    const std::size_t first = row.hits_all ? 0 : station, last = row.hits_all ? stations_.size() - 1 : station;
    for (std::size_t i = first; i <= last; ++i) stations_[i]->set_trouble(trouble, level);
    if (row.outside) begin_outside(station, trouble, lasts);
    at(now() + lasts, [=, this] {
        for (std::size_t i = first; i <= last; ++i) stations_[i]->set_trouble(trouble, 0);
    });
}

void Simulation::begin_outside(std::size_t /*station*/, std::size_t trouble, Duration lasts) {
    switch (*troubles()[trouble].outside) {
        case Outside::kill:
            return kill_all(lasts);
        case Outside::stall:
            for (const auto& station : stations_) station->stall(lasts);
            return;
        case Outside::no_work:
            work_.has_work_now = false;
            return at(now() + lasts, [this] { work_.has_work_now = true; });
        case Outside::new_blocks:
            return new_blocks(now() + lasts);
        default:
            return;
    }
}

/// Whoever watches the process runs adit-safeoff within its ten seconds, and starts it again some time later.
void Simulation::kill_all(Duration lasts) {
    for (const auto& station : stations_) station->kill();
    const Duration until_safe = dice_.between(100ms, std::min<Duration>(lasts, 5s));
    at(now() + until_safe, [this] { safe_off(now() + safeoff::longest_patience); });
    at(now() + lasts, [this] {
        for (const auto& station : stations_) {
            station->hazards().forget_open();
            station->board.start();
        }
    });
}

/// Boards that cannot be proven off are tried again, as adit-safeoff does.
void Simulation::safe_off(Instant until) {
    bool is_all_off = true;
    for (const auto& station : stations_)
        if (!station->board.is_running() && !station->board.safe_off()) is_all_off = false;
    if (!is_all_off && now() < until) at(now() + 100ms, [this, until] { safe_off(until); });
}

void Simulation::new_blocks(Instant until) {
    if (now() >= until) return;
    work_.next_generation();
    for (const auto& station : stations_) station->board.wake.notify();
    at(now() + 1s, [this, until] { new_blocks(until); });
}

/// Until the last trouble is over.
void Simulation::faults_off() {
    while (!queue_.empty() && !has_finding()) advance_to(queue_.rbegin()->first);
    // Half of the time somebody looks at once, otherwise only at boards that ask for it.
    const bool is_attentive = dice_.one_in(2);
    for (const auto& station : stations_) {
        if (has_finding() || !(is_attentive || station->is_latched())) continue;
        visit(*station);
    }
}

void Simulation::visit(Station& station) {
    station.visit();
    ++visits_;
}

/// Until every board is back.
void Simulation::come_back() {
    const Instant since = now();
    std::vector<Comeback> ways;
    ways.reserve(stations_.size());
    for (const auto& station : stations_) ways.emplace_back(*station, work_, since);
    const auto is_back = [](Comeback& way) { return way.look() == Comeback::Verdict::back; };
    while (!has_finding()) {
        advance_to(now() + 1s);
        for (Comeback& way : ways)
            if (way.look() == Comeback::Verdict::wants_visit) {
                visit(way.station());
                way.begin_again();
            }
        if (has_finding() || std::ranges::all_of(ways, is_back)) break;
    }
    longest_recovery_ = std::max(longest_recovery_, now() - since);
}

SimulationResult Simulation::run() {
    for (const auto& station : stations_) station->board.start();
    const Instant end = start_time + setup_.board_time / static_cast<int>(stations_.size());
    come_back();
    while (now() < end && !has_finding()) {
        ++episodes_;
        faults_on();
        faults_off();
        come_back();
        advance_to(now() + dice_.between(0s, 10min));
    }
    SimulationResult result;
    collect(result);
    return result;
}

void Simulation::collect(SimulationResult& result) const {
    constexpr std::size_t shown = 200;
    result.options = options_;
    result.trace_hash = trace_.hash();
    result.events = trace_.events();
    result.episodes = episodes_;
    result.visits = visits_;
    result.credited = work_.total().credited;
    result.longest_recovery = longest_recovery_;
    result.fired = fired_;
    result.tallies.resize(hazard_rows().size());
    for (const auto& station : stations_) {
        result.turns += station->board.turns();
        result.board_time += station->board.now() - start_time;
        result.findings.insert(result.findings.end(), station->findings().begin(), station->findings().end());
        for (std::size_t row = 0; row < result.tallies.size(); ++row) {
            const HazardTally& from = station->hazards().tallies()[row];
            HazardTally& into = result.tallies[row];
            into.fired += from.fired;
            into.reacted += from.reacted;
            into.late += from.late;
            into.times.insert(into.times.end(), from.times.begin(), from.times.end());
        }
    }
    if (result.findings.empty()) return;
    for (const TraceEvent& event : trace_.last(shown)) result.last_events.push_back(describe(event));
}

}  // namespace adit::boards::simulation
