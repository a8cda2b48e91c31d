// The words of `adit probe`; see probe_command.hpp.
#include <charconv>

#include "miner/cli/duration_text.hpp"
#include "miner/cli/probe_command.hpp"

namespace adit::miner::cli {

const char* const probe_help =
    R"(usage: adit probe DEVICE [--json]                     its parts and sensors; the core stays off
       adit probe DEVICE --registers [NAME|ADDRESS]     registers of the chips, with their fields
       adit probe DEVICE --health [--duration 10s]      work with known answers: which chips find them
       adit probe DEVICE --unsafe --read NAME|ADDRESS   one register, named or not
       adit probe DEVICE --unsafe --write NAME|ADDRESS=VALUE
       adit probe --explain DEVICE|BOARD|FILE.toml      the bring-up plan; touches nothing

DEVICE is virtual:BOARD[?option=value] or serial:PORT?board=NAME|FILE.toml&control=PORT.
  --chip N          only the chip at this place of the chain, counted from 0
  --state-dir DIR   latches and safe-off records, as for adit mine
  --json            one JSON object
Registers, health and --unsafe power the board up the way mining does, with every limit in force: --unsafe reaches
registers nobody has described, it does not widen what may be written. Addresses and values: 0x08 or 8.
)";

namespace {

using Task = ProbeCommand::Task;

Problem usage(const std::string& line) { return {ExitCode::usage, line}; }

template <class Number>
bool read_number(std::string_view text, Number& into) {
    const bool is_hex = text.starts_with("0x") || text.starts_with("0X");
    const std::string_view digits = is_hex ? text.substr(2) : text;
    const char* const end = digits.data() + digits.size();
    const auto parsed = std::from_chars(digits.data(), end, into, is_hex ? 16 : 10);
    return parsed.ec == std::errc{} && parsed.ptr == end;
}

/// Reads the words one after the other; what is wrong with one ends it.
class ProbeWords {
public:
    explicit ProbeWords(std::span<const std::string> words) : words_{words} {}

    Expected<ProbeCommand, Problem> read() {
        while (!words_.empty() && why_.empty()) take(next());
        if (why_.empty() && !command_.help) check();
        if (!why_.empty()) return failure(usage(why_));
        return std::move(command_);
    }

private:
    std::string next() {
        std::string word = words_.front();
        words_ = words_.subspan(1);
        return word;
    }
    std::string value_of(const std::string& option) {
        if (!words_.empty() && !words_.front().starts_with("--")) return next();
        why_ = option + " wants a value";
        return {};
    }
    void choose(Task task) {
        if (command_.task != Task::parts && command_.task != task)
            why_ = "only one of --explain, --registers, --health, --read and --write at a time";
        command_.task = task;
    }

    void take(const std::string& word) {
        if (word == "--json")
            command_.json = true;
        else if (word == "--help" || word == "-h")
            command_.help = true;
        else if (word == "--unsafe")
            is_unsafe_ = true;
        else if (word == "--explain")
            choose(Task::explain);
        else if (word == "--health")
            choose(Task::health);
        else if (word == "--registers")
            take_registers();
        else if (word == "--read" || word == "--write")
            take_access(word);
        else if (word == "--chip" || word == "--duration" || word == "--state-dir")
            take_value(word);
        else if (word.starts_with("-"))
            why_ = "probe does not know \"" + word + "\"; see adit probe --help";
        else
            take_target(word);
    }

    void take_target(const std::string& word) {
        if (!command_.target.empty())
            why_ = "probe takes one device, not \"" + command_.target + "\" and \"" + word + "\"";
        command_.target = word;
    }

    /// A register may follow; a device never has a name like one.
    void take_registers() {
        choose(Task::registers);
        const bool may_follow =
            !words_.empty() && !words_.front().starts_with("-") && words_.front().find(':') == std::string::npos;
        if (may_follow) command_.registers.name = next();
    }

    void take_access(const std::string& word) {
        choose(Task::access);
        if (!command_.registers.name.empty()) why_ = "one --read or --write at a time";
        std::string text = value_of(word);
        const auto equals = text.find('=');
        const bool is_write = word == "--write";
        if (why_.empty() && (equals != std::string::npos) != is_write)
            why_ = is_write ? "--write wants NAME=VALUE" : "--read wants a register, without a value";
        if (!why_.empty()) return;
        command_.registers.name = text.substr(0, equals);
        if (!is_write) return;
        std::uint32_t value = 0;
        if (!read_number(std::string_view{text}.substr(equals + 1), value))
            why_ = "\"" + text + "\": not a 32-bit value";
        command_.registers.value = value;
    }

    void take_value(const std::string& word) {
        const std::string value = value_of(word);
        if (!why_.empty()) return;
        if (word == "--state-dir") {
            command_.state_dir = value;
        } else if (word == "--chip") {
            std::uint16_t chip = 0;
            if (!read_number(value, chip)) why_ = "--chip \"" + value + "\" is not a number";
            command_.chip = chip;
        } else {
            const auto duration = parse_duration(value);
            has_duration_ = true;
            if (!duration || *duration > longest_health_test || *duration < std::chrono::seconds{1})
                why_ = "--duration wants 1s to 60s, not \"" + value + "\"";
            else
                command_.duration = std::chrono::duration_cast<std::chrono::seconds>(*duration);
        }
    }

    void check() {
        const bool is_powered = command_.task != Task::parts && command_.task != Task::explain;
        if (command_.target.empty())
            why_ = "probe needs one device: adit probe virtual:bitaxe-gamma";
        else if ((command_.task == Task::access) != is_unsafe_)
            why_ = is_unsafe_ ? "--unsafe goes with --read or --write" : "--read and --write want --unsafe";
        else if (has_duration_ && command_.task != Task::health)
            why_ = "--duration belongs to --health";
        else if (command_.chip && !is_powered)
            why_ = "--chip belongs to --registers, --health, --read and --write";
    }

    std::span<const std::string> words_;
    ProbeCommand command_;
    std::string why_;
    bool is_unsafe_ = false, has_duration_ = false;
};

}  // namespace

Expected<ProbeCommand, Problem> parse_probe(std::span<const std::string> words) { return ProbeWords{words}.read(); }

}  // namespace adit::miner::cli
