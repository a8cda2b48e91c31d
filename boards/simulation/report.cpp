// See report.hpp.
#include "boards/simulation/report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>

namespace adit::boards::simulation {

namespace {

struct Times {
    double p50 = 0, p99 = 0, most = 0;  ///< ms
};

Times times_of(std::vector<Duration> times) {
    if (times.empty()) return {};
    std::ranges::sort(times);
    const auto at = [&](std::size_t percent) {
        const std::size_t index = std::min(times.size() - 1, times.size() * percent / 100);
        return std::chrono::duration<double, std::milli>(times[index]).count();
    };
    return {at(50), at(99), std::chrono::duration<double, std::milli>(times.back()).count()};
}

double days_of(Duration time) { return std::chrono::duration<double, std::ratio<86400>>(time).count(); }

std::string bound_text(Duration bound) {
    if (bound <= Duration{}) return "-";
    return fmt::format("{:.0f}", std::chrono::duration<double, std::milli>(bound).count());
}

std::string hazard_line(const HazardRow& row, const HazardTally& tally) {
    const Times times = times_of(tally.times);
    return fmt::format("{:7} {:28} {:24} {:7} {:7} {:5} {:9.0f} {:9.0f} {:9.0f} {:>7}\n", row.id, row.what, row.action,
                       tally.fired, tally.reacted, tally.late, times.p50, times.p99, times.most, bound_text(row.bound));
}

}  // namespace

Report::Report() : tallies_(hazard_rows().size()), fired_(troubles().size()) {}

void Report::add(const SimulationResult& result) {
    ++total_.seeds;
    total_.events += result.events;
    total_.turns += result.turns;
    total_.episodes += result.episodes;
    total_.visits += result.visits;
    total_.credited += result.credited;
    total_.board_time += result.board_time;
    total_.longest_recovery = std::max(total_.longest_recovery, result.longest_recovery);
    total_.hash = virtual_device::mix64(total_.hash ^ result.trace_hash);
    for (const Finding& finding : result.findings) {
        findings_.push_back(finding);
        finding_seeds_.push_back(result.options.seed);
    }
    for (std::size_t i = 0; i < fired_.size(); ++i) fired_[i] += result.fired[i];
    for (std::size_t i = 0; i < tallies_.size(); ++i) {
        const HazardTally& from = result.tallies[i];
        tallies_[i].fired += from.fired;
        tallies_[i].reacted += from.reacted;
        tallies_[i].late += from.late;
        tallies_[i].times.insert(tallies_[i].times.end(), from.times.begin(), from.times.end());
    }
}

double Report::days() const noexcept { return days_of(total_.board_time); }

std::vector<std::string> Report::gaps() const {
    std::vector<std::string> gaps;
    for (std::size_t i = 0; i < tallies_.size(); ++i) {
        const HazardRow& row = hazard_rows()[i];
        if (tallies_[i].fired == 0 && !row.beaten_by.empty()) continue;
        if (tallies_[i].fired == 0)
            gaps.push_back(fmt::format("{} never fired ({})", row.id, row.what));
        else if (tallies_[i].reacted == 0)
            gaps.push_back(fmt::format("{} was never answered by name ({})", row.id, row.what));
    }
    return gaps;
}

bool Report::is_pass() const { return findings_.empty() && (days() < long_run || gaps().empty()); }

std::string Report::text(double cpu_seconds) const {
    std::string text = fmt::format("\n{:7} {:28} {:24} {:>7} {:>7} {:>5} {:>9} {:>9} {:>9} {:>7}\n", "hazard", "",
                                   "action", "fired", "named", "late", "P50 ms", "P99 ms", "max ms", "bound");
    for (std::size_t i = 0; i < tallies_.size(); ++i) text += hazard_line(hazard_rows()[i], tallies_[i]);
    for (const NotHere& row : hazards_not_here()) text += fmt::format("{:7} not in this world: {}\n", row.id, row.why);
    text += "\nfaults:";
    for (std::size_t i = 0; i < fired_.size(); ++i)
        text += fmt::format(" {} ({}) {}{}", troubles()[i].name, troubles()[i].fi, fired_[i],
                            i + 1 < fired_.size() ? "," : "\n");
    for (std::size_t i = 0; i < tallies_.size(); ++i)
        if (tallies_[i].fired == 0 && !hazard_rows()[i].beaten_by.empty())
            text += fmt::format("{} never fired: {} came first\n", hazard_rows()[i].id, hazard_rows()[i].beaten_by);
    for (const std::string& gap : gaps()) text += "gap: " + gap + "\n";
    const double rate = days() > 0 ? cpu_seconds / days() : 0.0;
    text += fmt::format(
        "{} seeds, {:.1f} board-days, {} episodes, {} visits of the operator, {} results, longest way "
        "back {:.0f} s\n{} steps a day, {} events, {:.2f} s of processor a board-day\ntrace hash {:016x}\n",
        total_.seeds, days(), total_.episodes, total_.visits, total_.credited,
        std::chrono::duration<double>(total_.longest_recovery).count(),
        days() > 0 ? static_cast<std::uint64_t>(static_cast<double>(total_.turns) / days()) : 0, total_.events, rate,
        total_.hash);
    return text + fmt::format("{} findings: {}\n", findings_.size(), is_pass() ? "pass" : "FAIL");
}

std::string Report::json(const std::string& profile, double cpu_seconds) const {
    std::string out = fmt::format(R"({{"schema":"adit.sim/1","profile":"{}","days":{:.3f},"seeds":{},"events":{},)"
                                  R"("cpu_s":{:.2f},"violations":[)",
                                  profile, days(), total_.seeds, total_.events, cpu_seconds);
    for (std::size_t i = 0; i < findings_.size(); ++i)
        out +=
            fmt::format(R"({}{{"id":"{}","what":"{}","value":{:.3f},"seed":{},"board":{}}})", i > 0 ? "," : "",
                        findings_[i].id, findings_[i].what, findings_[i].value, finding_seeds_[i], findings_[i].board);
    out += R"(],"coverage":[)";
    for (std::size_t i = 0; i < tallies_.size(); ++i) {
        const HazardRow& row = hazard_rows()[i];
        const Times times = times_of(tallies_[i].times);
        out += fmt::format(R"({}{{"id":"{}","fired":{},"reacted":{},"late":{},"bound_ms":{},)"
                           R"("safe_ms":{{"p50":{:.1f},"p99":{:.1f},"max":{:.1f}}}}})",
                           i > 0 ? "," : "", row.id, tallies_[i].fired, tallies_[i].reacted, tallies_[i].late,
                           std::chrono::duration_cast<std::chrono::milliseconds>(row.bound).count(), times.p50,
                           times.p99, times.most);
    }
    out += R"(],"faults":{)";
    for (std::size_t i = 0; i < fired_.size(); ++i)
        out += fmt::format(R"({}"{}":{})", i > 0 ? "," : "", troubles()[i].name, fired_[i]);
    return out + fmt::format(R"(}},"trace_hash":"{:016x}"}})", total_.hash);
}

}  // namespace adit::boards::simulation
