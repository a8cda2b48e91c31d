// See safeoff.hpp.
#include "boards/safeoff/safeoff.hpp"

#include <cstdio>
#include <optional>
#include <string_view>
#include <vector>

#include "boards/safeoff/daemon.hpp"
#include "boards/safeoff/known_boards.hpp"
#include "boards/safeoff/replay.hpp"
#include "boards/safeoff/state_path.hpp"
#include "hal/linux/serial_text.hpp"
#include "hal/linux/system_clock.hpp"
#include "hal/linux/termios_serial.hpp"

namespace adit::boards::safeoff {

namespace {

constexpr int all_off = 0, not_all_off = 1, bad_usage = 2;
constexpr Baud control_baud{115200};  // means nothing to a USB CDC port

constexpr const char* help = R"(usage: adit-safeoff [--state-dir DIR] [--json]
       adit-safeoff --device PORT --board NAME [--json]

Switches off every board that has a safe-off record in the state directory, or the board NAME behind the control port
PORT, and reads back that it is off. A miner that uses the state directory is stopped first, and killed if it hangs.
The state directory is the first of $STATE_DIRECTORY, else ~/.local/state/adit.
Exit codes: 0 every board is proven off, 1 at least one is not, 2 command line.
)";

struct Options {
    std::string state_dir, port, board;
    bool is_json = false, is_help = false;
};

/// None: not understood.
std::optional<Options> parse(std::span<const std::string> words) {
    Options options;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const std::string& word = words[i];
        std::string* value = nullptr;
        if (word == "--state-dir") value = &options.state_dir;
        if (word == "--device") value = &options.port;
        if (word == "--board") value = &options.board;
        if (value != nullptr) {
            if (i + 1 == words.size() || words[i + 1].empty()) return std::nullopt;
            *value = words[++i];
        } else if (word == "--json") {
            options.is_json = true;
        } else if (word == "--help" || word == "-h") {
            options.is_help = true;
        } else {
            return std::nullopt;
        }
    }
    if (options.port.empty() != options.board.empty()) return std::nullopt;
    return options;
}

struct Outcome {
    std::string device, board, port;
    bool is_off = false;
    std::string what;
};

Outcome switch_off(const KnownBoard& known, const hal::Clock& clock, Duration patience) {
    if (!known.record) return {known.source, "", "", false, "NOT PROVEN OFF: " + known.why};
    const OffRecord& record = *known.record;
    Outcome outcome{record.device, record.board, record.port, false, ""};
    const auto port = hal::TermiosSerial::open(record.port, control_baud, clock);
    if (!port) {
        outcome.what = "NOT PROVEN OFF: " + std::string{hal::describe(port.error())};
        return outcome;
    }
    const OffVerdict verdict = replay(record.steps, **port, clock, record.dialect, patience);
    outcome.is_off = verdict == OffVerdict::off;
    outcome.what = text(verdict);
    return outcome;
}

/// As a JSON string. Device, board and port are printable; file names and messages may hold anything.
std::string quoted(std::string_view text) {
    std::string result{'"'};
    for (const char c : text) {
        if (c == '"' || c == '\\') result += '\\';
        result += static_cast<unsigned char>(c) < ' ' || c == '\x7f' ? '?' : c;
    }
    return result + '"';
}

constexpr std::string_view name(DaemonEnd end) noexcept {
    switch (end) {
        case DaemonEnd::stopped:
            return "stopped";
        case DaemonEnd::killed:
            return "killed";
        case DaemonEnd::alive:
            return "alive";
        case DaemonEnd::none:
            break;
    }
    return "none";
}

void print_json(const std::vector<Outcome>& outcomes, DaemonEnd daemon, bool is_all_off) {
    std::string rows;
    for (const Outcome& outcome : outcomes) {
        rows += rows.empty() ? "" : ",";
        rows += "{\"device\":" + quoted(outcome.device) + ",\"board\":" + quoted(outcome.board) +
                ",\"port\":" + quoted(outcome.port) + ",\"off\":" + (outcome.is_off ? "true" : "false") +
                ",\"text\":" + quoted(outcome.what) + "}";
    }
    std::printf("{\"schema\":\"adit.safeoff/1\",\"all_off\":%s,\"miner\":\"%s\",\"boards\":[%s]}\n",
                is_all_off ? "true" : "false", std::string{name(daemon)}.c_str(), rows.c_str());
}

void print_text(const std::vector<Outcome>& outcomes, DaemonEnd daemon) {
    if (daemon != DaemonEnd::none) std::printf("the running miner: %s\n", std::string{name(daemon)}.c_str());
    for (const Outcome& outcome : outcomes) std::printf("%s: %s\n", outcome.device.c_str(), outcome.what.c_str());
    if (outcomes.empty()) std::printf("no safe-off record: no board is known to have power\n");
}

int report(const std::vector<Outcome>& outcomes, DaemonEnd daemon, bool is_json) {
    // A miner that lives on may switch a board on again.
    bool is_all_off = daemon != DaemonEnd::alive;
    for (const Outcome& outcome : outcomes) is_all_off = is_all_off && outcome.is_off;
    if (is_json)
        print_json(outcomes, daemon, is_all_off);
    else
        print_text(outcomes, daemon);
    return is_all_off ? all_off : not_all_off;
}

}  // namespace

int run_safeoff(std::span<const std::string> arguments) {
    const auto options = parse(arguments);
    if (!options || options->is_help) {
        std::fputs(help, options ? stdout : stderr);
        return options ? all_off : bad_usage;
    }
    const hal::SystemClock clock;
    if (!options->port.empty())
        return report({switch_off(board_at(options->port, options->board), clock, longest_patience)}, DaemonEnd::none,
                      options->is_json);
    const std::string directory = options->state_dir.empty() ? default_state_dir() : options->state_dir;
    // Before the miner is stopped: a clean stop removes its records, and what it had is to be read back all the same.
    const KnownBoards known = read_off_records(directory);
    if (directory.empty() || !known.is_readable) {
        std::fprintf(stderr, "adit-safeoff: the state directory \"%s\" cannot be read\n", directory.c_str());
        return not_all_off;
    }
    const DaemonEnd daemon = end_daemon(directory, clock);
    std::vector<Outcome> outcomes;
    outcomes.reserve(known.boards.size());
    for (const KnownBoard& board : known.boards) outcomes.push_back(switch_off(board, clock, short_patience));
    // HZ-14: a bridge that is silent now may be back in a moment; it has not delayed the others.
    for (std::size_t i = 0; i < outcomes.size(); ++i)
        if (!outcomes[i].is_off) outcomes[i] = switch_off(known.boards[i], clock, longest_patience);
    return report(outcomes, daemon, options->is_json);
}

}  // namespace adit::boards::safeoff
