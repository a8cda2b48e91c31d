// See detect_command.hpp.
#include "miner/cli/detect_command.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cstdio>
#include <ctime>

#include "boards/definition/catalog.hpp"
#include "boards/host/operator_file.hpp"
#include "hal/linux/system_clock.hpp"
#include "hal/linux/termios_serial.hpp"
#include "miner/cli/detect.hpp"
#include "miner/cli/state_dir.hpp"
#include "miner/cli/usb_serial.hpp"

namespace adit::miner::cli {

namespace json = boost::json;

const char* const detect_help = R"(usage: adit detect [--probe] [--json]
       adit detect --assign ID=BOARD
       adit detect --forget ID

What is attached, which board it can be, and what is missing to use it. Nothing is opened without --probe, which asks
the parts of every board over its bridge with the core off. Several boards share their USB strings and their parts:
such a board stays off until --assign has said which one it is. ID is what detect shows, by serial number where the
device has one; a serial number alone will do.
  --state-dir DIR   where that is remembered; by default the first of $STATE_DIRECTORY, else ~/.local/state/adit
)";

namespace {

Problem usage(const std::string& line) { return {ExitCode::usage, line}; }

ExitCode report(const Problem& problem) {
    fmt::print(stderr, "adit: {}\n", problem.line);
    return problem.code;
}

bool may_open(const std::string& path) { return ::access(path.c_str(), R_OK | W_OK) == 0; }

std::optional<std::vector<rig::Candidate>> ask_over_port(const UsbSerialPort& control,
                                                         std::span<const boards::BoardDefinition* const> boards) {
    const hal::SystemClock clock;
    constexpr Baud control_baud{115200};  // means nothing to a USB CDC port
    auto port = hal::TermiosSerial::open(control.tty, control_baud, clock);
    if (!port) return std::nullopt;
    return rig::ask_parts(**port, control, boards, clock);
}

json::object json_of(const Detected& row) {
    json::array candidates;
    for (const std::string& name : row.candidates) candidates.emplace_back(name);
    return {{"spec", row.spec},     {"board", row.board}, {"matched_by", row.matched_by},       {"usable", row.usable},
            {"reason", row.reason}, {"id", row.id},       {"candidates", std::move(candidates)}};
}

ExitCode list(const DetectCommand& command) {
    // Without a book nothing is assigned; what is wrong with one is said where it matters.
    const auto directory = state_dir(command.state_dir);
    const auto book = directory ? boards::read_operator_book(*directory) : boards::OperatorBook{};
    if (!book) return report(state_problem(book.error()));
    const auto ports = list_usb_serial(command.sys_class_tty);
    const auto known = boards::catalog();
    const Looking looking{may_open, command.probe ? AskParts{ask_over_port} : AskParts{}};
    json::array rows;
    for (const Detected& row : detect(ports, known, *book, looking)) {
        if (command.json)
            rows.push_back(json_of(row));
        else
            fmt::print("{:<48} {:<16} {:<11} {}{}\n", row.spec, row.board, row.matched_by,
                       row.usable ? "usable" : "not usable", row.reason.empty() ? "" : ": " + row.reason);
        if (!command.json && !row.id.empty()) fmt::print("    id {}\n", row.id);
    }
    if (command.json)
        fmt::print("{}\n", json::serialize(json::object{{"schema", "adit.detect/1"}, {"devices", std::move(rows)}}));
    return ExitCode::ok;
}

/// The id of an attached device, by itself or by its serial number. Errors: none or several.
Expected<std::string, Problem> attached_id(const DetectCommand& command, const std::string& name) {
    const auto ports = list_usb_serial(command.sys_class_tty);
    std::vector<std::string> ids;
    for (const UsbSerialPort& port : ports) {
        std::string id = stable_id(port, ports);
        const bool is_it = id == name || (!port.serial.empty() && port.serial == name);
        if (is_it && std::ranges::find(ids, id) == ids.end()) ids.push_back(std::move(id));
    }
    if (ids.size() == 1) return ids.front();
    return failure(Problem{ExitCode::no_hardware, (ids.empty() ? "no attached USB serial device is called \""
                                                               : "several attached devices are called \"") +
                                                      name + "\"; adit detect shows ids"});
}

/// A shipped board, or the name in a file that was trusted.
bool is_known(const std::string& board, const std::string& directory) {
    if (boards::find_board(board)) return true;
    const auto book = boards::read_operator_book(directory);
    return book && std::ranges::any_of(book->approvals(), [&](const auto& entry) { return entry.board == board; });
}

ExitCode assign(const DetectCommand& command, const std::string& directory) {
    if (!is_known(command.assign_board, directory))
        return report(usage("no board is called \"" + command.assign_board +
                            "\"; `adit boards` and `adit boards trust --list` list them"));
    const auto id = attached_id(command, command.assign_device);
    if (!id) return report(id.error());
    bool has_room = true;
    const auto changed = boards::change_operator_book(directory, [&](boards::OperatorBook& book) {
        return has_room = book.assign({*id, command.assign_board, std::time(nullptr)});
    });
    if (!changed) return report(state_problem(changed.error()));
    if (!has_room) return report({ExitCode::failed, "no room for another device: forget one first"});
    fmt::print("{} is a {}\n", *id, command.assign_board);
    return ExitCode::ok;
}

ExitCode forget(const std::string& device, const std::string& directory) {
    bool was_known = false;
    const auto changed = boards::change_operator_book(
        directory, [&](boards::OperatorBook& book) { return was_known = book.forget(device); });
    if (!changed) return report(state_problem(changed.error()));
    if (!was_known) return report({ExitCode::failed, "nothing was assigned to \"" + device + "\""});
    fmt::print("{}: forgotten\n", device);
    return ExitCode::ok;
}

}  // namespace

Expected<DetectCommand, Problem> parse_detect(std::span<const std::string> words) {
    DetectCommand command;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const std::string& word = words[i];
        const bool has_value = i + 1 < words.size();
        if (word == "--json") {
            command.json = true;
        } else if (word == "--help" || word == "-h") {
            command.help = true;
        } else if (word == "--probe") {
            command.probe = true;
        } else if (word == "--state-dir" && has_value) {
            command.state_dir = words[++i];
        } else if (word == "--forget" && has_value) {
            command.forget = words[++i];
        } else if (word == "--assign" && has_value) {
            const std::string& both = words[++i];
            const auto equals = both.rfind('=');
            if (equals == std::string::npos || equals == 0 || equals + 1 == both.size())
                return failure(usage("--assign wants ID=BOARD"));
            command.assign_device = both.substr(0, equals);
            command.assign_board = both.substr(equals + 1);
        } else {
            return failure(usage("detect does not know \"" + word + "\"; see adit detect --help"));
        }
    }
    const int verbs = int{command.probe} + int{!command.assign_device.empty()} + int{!command.forget.empty()};
    if (verbs > 1) return failure(usage("only one of --probe, --assign and --forget at a time"));
    return command;
}

ExitCode run_detect(const DetectCommand& command) {
    if (command.assign_device.empty() && command.forget.empty()) return list(command);
    const auto directory = state_dir(command.state_dir);
    if (!directory) return report(directory.error());
    return command.forget.empty() ? assign(command, *directory) : forget(command.forget, *directory);
}

}  // namespace adit::miner::cli
