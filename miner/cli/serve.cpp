// See serve.hpp.
#include "miner/cli/serve.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cstdio>
#include <fstream>
#include <optional>

#include "boards/virtual/device_server.hpp"
#include "hal/linux/pty.hpp"
#include "hal/linux/serial_text.hpp"
#include "hal/linux/system_clock.hpp"
#include "miner/cli/board_source.hpp"
#include "miner/cli/device_spec.hpp"
#include "miner/cli/duration_text.hpp"
#include "miner/cli/stop_signal.hpp"

namespace adit::miner::cli {

using namespace std::chrono_literals;
namespace vd = boards::virtual_device;

namespace {

constexpr const char* help = R"(usage: adit-lab serve virtual:BOARD[?option=value&…] [--duration 30s] [--status FILE]

Serves an emulated board on two pseudo terminals and prints them as JSON:
  {"control":"/dev/pts/4","data":"/dev/pts/5","device":"serial:/dev/pts/5?board=…"}
Give "device" to `adit mine --device`. Ends with SIGINT, SIGTERM or after the duration. FILE is rewritten every 50 ms
with what the board is really doing, as one JSON object.
)";

struct Served {
    vd::BoardOptions options;
    boards::BoardDefinition board;
    std::string name_or_file;  ///< of the board, as the other side has to name it
    std::optional<Duration> duration;
    std::string status_file;
};

constexpr Duration status_interval = 50ms;

Problem usage(const std::string& line) { return {ExitCode::usage, line}; }

Expected<Served, Problem> parse(std::span<const std::string> words) {
    if (words.size() < 2 || words[0] != "serve") return failure(usage("write: adit-lab serve virtual:bitaxe-gamma"));
    const auto spec = parse_device_spec(words[1]);
    if (!spec) return failure(Problem{spec.error()});
    const auto* board = std::get_if<VirtualSpec>(&spec->what);
    if (board == nullptr) return failure(usage("only virtual: devices can be served, not " + words[1]));
    auto source = load_board(board->board);
    if (!source) return failure(Problem{source.error()});
    const auto options = vd::parse_options(board->query);
    if (!options) return failure(usage(options.error().text));
    if (options->chips != 0 || options->domains != 0)
        return failure(usage("chips and domains cannot be told to whoever opens the ports: write a board file"));
    Served served{vd::with_fitting_rate(*options, source->definition), std::move(source->definition), board->board,
                  std::nullopt, ""};
    for (std::size_t i = 2; i < words.size(); i += 2) {
        const bool has_value = i + 1 < words.size();
        if (has_value && words[i] == "--status") {
            served.status_file = words[i + 1];
        } else if (has_value && words[i] == "--duration") {
            const auto duration = parse_duration(words[i + 1]);
            if (!duration) return failure(Problem{duration.error()});
            served.duration = *duration;
        } else {
            return failure(usage("\"" + words[i] + "\" is not understood; see adit-lab --help"));
        }
    }
    return served;
}

/// Whole at every moment: written beside the file, then moved over it.
void write_status(const std::string& file, const vd::BoardObservation& seen) {
    const boost::json::object status{{"schema", "adit.lab.status/1"},
                                     {"rail_mv", seen.rail.value},
                                     {"regulator_on", seen.is_regulator_on},
                                     {"reset_released", seen.is_reset_released},
                                     {"hashing", seen.is_hashing}};
    const std::string fresh = file + ".new";
    std::ofstream{fresh} << boost::json::serialize(status) << '\n';
    (void)std::rename(fresh.c_str(), file.c_str());
}

void serve_until_stopped(const vd::DeviceServer& server, const Served& served, const hal::Clock& clock) {
    const bool has_status = !served.status_file.empty();
    const Duration interval = has_status ? status_interval : Duration{1s};
    const Instant end = served.duration ? clock.now() + *served.duration : Instant::max();
    while (clock.now() < end) {
        if (has_status) write_status(served.status_file, server.observe());
        if (await_stop_signal(std::min(interval, end - clock.now())) != 0) break;
    }
}

ExitCode serve(const Served& served) {
    const hal::SystemClock clock;
    auto control = hal::Pty::open(clock);
    auto data = hal::Pty::open(clock);
    if (!control || !data) {
        const auto error = control ? data.error() : control.error();
        std::fprintf(stderr, "adit-lab: no pseudo terminal: %s\n", std::string{hal::describe(error)}.c_str());
        return ExitCode::failed;
    }
    const std::string control_path = (*control)->slave_path();
    const std::string data_path = (*data)->slave_path();
    const auto port_of = [](std::unique_ptr<hal::Pty> pty) {
        hal::Pty* raw = pty.get();
        return vd::DevicePort{std::move(pty), [raw] { return raw->slave_baud(); }};
    };
    const vd::DeviceServer server{served.board, served.options, port_of(*std::move(control)), port_of(*std::move(data)),
                                  clock};
    const std::string spec = fmt::format("serial:{}?board={}&control={}&zero_bits={}", data_path, served.name_or_file,
                                         control_path, served.options.zero_bits);
    const boost::json::object ready{
        {"schema", "adit.lab/1"}, {"control", control_path}, {"data", data_path}, {"device", spec}};
    std::printf("%s\n", boost::json::serialize(ready).c_str());
    std::fflush(stdout);
    serve_until_stopped(server, served, clock);
    return ExitCode::ok;
}

}  // namespace

ExitCode run_lab(std::span<const std::string> arguments) {
    if (std::ranges::find(arguments, "--help") != arguments.end()) {
        std::fputs(help, stdout);
        return ExitCode::ok;
    }
    const auto served = parse(arguments);
    if (served) return serve(*served);
    std::fprintf(stderr, "adit-lab: %s\n", served.error().line.c_str());
    return served.error().code;
}

}  // namespace adit::miner::cli
