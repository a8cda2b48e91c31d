// See latches_command.hpp.
#include "miner/cli/latches_command.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cerrno>
#include <cstdio>
#include <ctime>
#include <vector>

#include "boards/host/state_store.hpp"
#include "boards/safeoff/state_path.hpp"
#include "miner/cli/board_story.hpp"

namespace adit::miner::cli {

namespace json = boost::json;
using boards::DeviceState;
using boards::StateStore;

const char* const latches_help = R"(usage: adit latches [--json] [--state-dir DIR]
       adit latches clear DEVICE [--state-dir DIR]

Lists the boards that stay off until somebody has looked at them, or clears the latch of one. Clearing needs write
access to the state directory, and that no miner uses it. The directory is `state_dir` of adit.toml, given here as
--state-dir; by default the first of $STATE_DIRECTORY, else ~/.local/state/adit.
)";

namespace {

Problem usage(const std::string& line) { return {ExitCode::usage, line}; }

ExitCode report(ExitCode code, const std::string& line) {
    std::fprintf(stderr, "adit: %s\n", line.c_str());
    return code;
}

ExitCode report(const boards::StateProblem& problem) {
    const bool is_denied = problem.error_number == EACCES || problem.error_number == EPERM;
    return report(is_denied ? ExitCode::permission : ExitCode::failed, problem.what);
}

std::string when(std::int64_t seconds) {
    if (seconds <= 0) return "unknown time";
    return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(static_cast<std::time_t>(seconds)));
}

std::string readings_text(const boards::LatchNote& note) {
    std::string text;
    if (note.chip) text += fmt::format("  chip {:.1f} C", note.chip->value);
    if (note.regulator) text += fmt::format("  regulator {:.1f} C", note.regulator->value);
    if (note.rail) text += fmt::format("  rail {} mV", note.rail->value);
    if (note.regulator_status) text += fmt::format("  status {:#06x}", *note.regulator_status);
    if (note.clock.value > 0) text += fmt::format("  {:.2f} MHz", note.clock.value);
    return text;
}

template <class Unit>
json::value number_or_null(const std::optional<Unit>& reading) {
    return reading ? json::value(reading->value) : json::value(nullptr);
}

json::object latch_json(const DeviceState& state) {
    const boards::LatchNote& note = *state.kept.latch;
    json::object row{{"device", state.device},
                     {"reason", boards::safety::name(note.reason)},
                     {"text", boards::safety::text(note.reason)},
                     {"at", state.latched_at > 0 ? json::value(when(state.latched_at)) : json::value(nullptr)},
                     {"chip_c", number_or_null(note.chip)},
                     {"regulator_c", number_or_null(note.regulator)},
                     {"rail_mv", number_or_null(note.rail)},
                     {"clock_mhz", note.clock.value}};
    row["regulator_status"] =
        note.regulator_status ? json::value(std::uint64_t{*note.regulator_status}) : json::value(nullptr);
    return row;
}

ExitCode list(const std::vector<DeviceState>& states, bool as_json) {
    json::array rows;
    bool is_any = false;
    for (const DeviceState& state : states) {
        if (!state.kept.latch) continue;
        is_any = true;
        const boards::LatchNote& note = *state.kept.latch;
        if (as_json)
            rows.push_back(latch_json(state));
        else
            fmt::print("{}  {}  {}{}\n    {} First {}; then: adit latches clear {}\n", state.device,
                       boards::safety::name(note.reason), when(state.latched_at), readings_text(note),
                       boards::safety::text(note.reason), remedy_of(boards::safety::name(note.reason)), state.device);
    }
    if (!as_json && !is_any) fmt::print("no board is latched (virtual boards forget theirs with the process)\n");
    if (as_json)
        fmt::print("{}\n", json::serialize(json::object{{"schema", "adit.latches/1"}, {"latches", std::move(rows)}}));
    return ExitCode::ok;
}

ExitCode clear(const StateStore& store, const std::string& device) {
    const auto lock = boards::safeoff::StateLock::take(store.directory());
    if (!lock && lock.error().by > 0)
        return report(ExitCode::failed,
                      fmt::format("a miner (process {}) uses {}: stop it first", lock.error().by, store.directory()));
    if (!lock)
        return report({lock.error().error_number, store.directory() + ": may not be locked; are you its owner?"});
    auto state = store.read(device);
    if (!state) return report(state.error());
    if (!*state || !(*state)->kept.latch)
        return report(ExitCode::failed, "device \"" + device + "\" has no latch; `adit latches` lists them");
    const boards::safety::Reason reason = (*state)->kept.latch->reason;
    (*state)->kept.latch.reset();
    (*state)->kept.debt.trips = {};
    if (const auto written = store.write(**state); !written) return report(written.error());
    fmt::print("{}: latch cleared ({})\n", device, boards::safety::name(reason));
    return ExitCode::ok;
}

}  // namespace

Expected<LatchesCommand, Problem> parse_latches(std::span<const std::string> words) {
    LatchesCommand command;
    std::vector<std::string> loose;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const std::string& word = words[i];
        if (word == "--json")
            command.json = true;
        else if (word == "--help" || word == "-h")
            command.help = true;
        else if (word == "--state-dir" && i + 1 < words.size())
            command.state_dir = words[++i];
        else if (word.starts_with("-"))
            return failure(usage("latches does not know \"" + word + "\"; see adit latches --help"));
        else
            loose.push_back(word);
    }
    if (loose.empty()) return command;
    if (loose.size() != 2 || loose.front() != "clear")
        return failure(usage("write: adit latches, or adit latches clear DEVICE"));
    command.clear = loose.back();
    return command;
}

ExitCode run_latches(const LatchesCommand& command) {
    const std::string directory = command.state_dir.empty() ? boards::safeoff::default_state_dir() : command.state_dir;
    if (directory.empty()) return report(ExitCode::usage, "no state directory: give --state-dir, or set $HOME");
    const auto store = StateStore::open(directory, false);
    if (!store && store.error().error_number == ENOENT && command.clear.empty()) return list({}, command.json);
    if (!store) return report(store.error());
    if (!command.clear.empty()) return clear(*store, command.clear);
    const auto states = store->list();
    return states ? list(*states, command.json) : report(states.error());
}

}  // namespace adit::miner::cli
