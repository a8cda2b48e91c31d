// See command_line.hpp. Boost.Program_options does the words; its exceptions become one-line problems here.
#include "miner/cli/command_line.hpp"

#include <boost/program_options.hpp>
#include <sstream>

#include "boards/cpu/engine_names.hpp"
#include "driver/sha256/engines.hpp"
#include "miner/cli/bench_words.hpp"
#include "miner/cli/duration_text.hpp"
#include "miner/cli/version.hpp"

namespace adit::miner::cli {

namespace {

namespace po = boost::program_options;
using Arguments = std::span<const std::string>;

constexpr const char* overview =
    R"(usage: adit COMMAND [options]

  mine           hash for the pools and with the devices named here or in adit.toml
  demo           the same, on a virtual board and the processor against a pool of its own on loopback
  bench cpu      how fast this processor hashes, per engine, and what it could do
  detect         what is attached, which board it is, what is missing to use it; --probe asks its parts
  boards         the boards this build knows; check FILE…, trust FILE, confirm NAME
  config check   validate adit.toml
  probe          one board on the bench: its parts, sensors, chips and registers, a health test; --explain
  latches        the boards that stay off until somebody has looked; latches clear DEVICE

`adit COMMAND --help` shows the options of a command.
)";

Problem usage(const std::string& line) { return {ExitCode::usage, line}; }

/// Parses options, or says why not in one line. `positional` names the option that takes loose words, if any.
Expected<po::variables_map, Problem> parse(const po::options_description& options, Arguments arguments,
                                           const char* positional = nullptr) {
    po::positional_options_description loose;
    po::options_description known;
    known.add(options);
    if (positional != nullptr) {
        loose.add(positional, -1);
        known.add_options()(positional, po::value<std::vector<std::string>>());
    }
    po::variables_map values;
    try {
        using Style = po::command_line_style::style_t;
        const int style = (po::command_line_style::unix_style & ~Style::allow_guessing);
        po::command_line_parser parser{std::vector<std::string>{arguments.begin(), arguments.end()}};
        po::store(parser.options(known).positional(loose).style(style).run(), values);
        po::notify(values);
    } catch (const po::error& error) {  // the library's only way to tell
        return failure(usage(std::string{error.what()} + "; see --help"));
    }
    return values;
}

Command help(const std::string& synopsis, const po::options_description& options) {
    std::ostringstream text;
    text << "usage: adit " << synopsis << "\n\n" << options;
    return PrintText{text.str()};
}

template <class Value>
Value value_or(const po::variables_map& values, const char* name, Value otherwise) {
    return values.count(name) != 0 ? values[name].as<Value>() : otherwise;
}

using Texts = std::vector<std::string>;

/// -o, -u, -p belong together by position; a single -u or -p serves every pool.
Expected<std::vector<PoolSettings>, Problem> read_pools(const po::variables_map& values) {
    const auto urls = value_or(values, "url", Texts{});
    const auto users = value_or(values, "user", Texts{});
    const auto passwords = value_or(values, "pass", Texts{});
    if (users.size() > urls.size() || passwords.size() > urls.size())
        return failure(usage("more --user or --pass than --url; each belongs to the --url at its place"));
    const auto at = [](const Texts& texts, std::size_t i, const char* otherwise) -> std::string {
        if (texts.empty()) return otherwise;
        return texts[std::min(i, texts.size() - 1)];
    };
    std::vector<PoolSettings> pools;
    for (std::size_t i = 0; i < urls.size(); ++i) {
        auto endpoint = net::parse_endpoint(urls[i]);
        if (!endpoint) return failure(usage("pool: " + std::string{net::describe(endpoint.error())}));
        const std::string user = at(users, i, "");
        if (user.empty()) return failure(usage("--url needs a --user (your worker or payout address)"));
        pools.push_back({*std::move(endpoint), user, at(passwords, i, "x")});
    }
    return pools;
}

Expected<std::vector<DeviceSpec>, Problem> read_devices(const po::variables_map& values) {
    std::vector<DeviceSpec> devices;
    for (const std::string& text : value_or(values, "device", Texts{})) {
        auto spec = parse_device_spec(text);
        if (!spec) return failure(std::move(spec).error());
        devices.push_back(*std::move(spec));
    }
    return devices;
}

/// Of this build; whether the processor can run them is found out when the device is opened.
std::string engine_names() { return boards::cpu::engine_names(driver::sha256::engines()); }

Expected<void, Problem> read_cpu_engine(const po::variables_map& values, MineCommand& command) {
    if (values.count("cpu-engine") == 0) return {};
    command.cpu_engine = values["cpu-engine"].as<std::string>();
    for (const auto& engine : driver::sha256::engines())
        if (engine.name == command.cpu_engine) return {};
    return failure(usage("--cpu-engine \"" + command.cpu_engine + "\" is not one of " + engine_names()));
}

po::options_description run_options() {
    po::options_description options{"options"};
    options.add_options()("device", po::value<Texts>()->composing(),
                          "device, repeatable: cpu[?threads=N&duty=P&engine=NAME&affinity=off], virtual:BOARD[?…], "
                          "serial:PORT?board=NAME&control=PORT");
    options.add_options()("cpu-engine", po::value<std::string>(),
                          ("how the processor hashes: " + engine_names() + " (default: the fastest)").c_str());
    options.add_options()("duration", po::value<std::string>(), "stop after this long: 30s, 5m, 2h, 1d");
    options.add_options()("json", po::bool_switch(), "print the summary as one JSON object");
    options.add_options()("state-dir", po::value<std::string>(), "latches and safe-off records; see docs/safety.md");
    options.add_options()("log-level", po::value<std::string>(), "trace, debug, info, warn, error or off");
    options.add_options()("help,h", "show this");
    return options;
}

/// What mine and demo share: devices, duration, log level, output.
Expected<void, Problem> read_run_options(const po::variables_map& values, MineCommand& command) {
    auto devices = read_devices(values);
    if (!devices) return failure(std::move(devices).error());
    if (!devices->empty()) command.config.devices = *std::move(devices);
    if (values.count("duration") != 0) {
        const auto duration = parse_duration(values["duration"].as<std::string>());
        if (!duration) return failure(Problem{duration.error()});
        command.duration = *duration;
    }
    if (auto done = read_cpu_engine(values, command); !done) return done;
    command.json = values["json"].as<bool>();
    command.config.state_dir = value_or(values, "state-dir", command.config.state_dir);
    command.config.log_level = value_or(values, "log-level", command.config.log_level);
    if (!is_log_level(command.config.log_level))
        return failure(usage("--log-level \"" + command.config.log_level +
                             "\" is not one of trace, debug, info, warn, error, off"));
    return {};
}

Expected<Command, Problem> parse_mine(Arguments arguments) {
    po::options_description options = run_options();
    options.add_options()("config,c", po::value<std::string>(), "configuration file (adit.toml)");
    options.add_options()("url,o", po::value<Texts>()->composing(),
                          "pool, repeatable in order of preference: stratum+tcp://HOST:PORT");
    options.add_options()("user,u", po::value<Texts>()->composing(), "worker or payout address for the pool");
    options.add_options()("pass,p", po::value<Texts>()->composing(), "password for the pool (default x)");
    const auto values = parse(options, arguments);
    if (!values) return failure(Problem{values.error()});
    if (values->count("help") != 0) return help("mine [options]", options);
    MineCommand command;
    if (values->count("config") != 0) {
        auto config = load_config((*values)["config"].as<std::string>());
        if (!config) return failure(std::move(config).error());
        command.config = *std::move(config);
    }
    auto pools = read_pools(*values);
    if (!pools) return failure(std::move(pools).error());
    if (!pools->empty()) command.config.pools = *std::move(pools);
    if (command.config.pools.empty()) return failure(usage("no pool: give --url and --user, or -c adit.toml"));
    if (auto done = read_run_options(*values, command); !done) return failure(std::move(done).error());
    return command;
}

Expected<Command, Problem> parse_demo(Arguments arguments) {
    const po::options_description options = run_options();
    const auto values = parse(options, arguments);
    if (!values) return failure(Problem{values.error()});
    if (values->count("help") != 0) return help("demo [options]", options);
    MineCommand command;
    command.demo = true;
    if (auto done = read_run_options(*values, command); !done) return failure(std::move(done).error());
    return command;
}

Expected<Command, Problem> parse_bench(Arguments arguments) {
    const bool is_help = !arguments.empty() && (arguments.front() == "--help" || arguments.front() == "-h");
    if (is_help) return help("bench cpu [options]", bench_options());
    if (arguments.empty() || arguments.front() != "cpu") return failure(usage("write: adit bench cpu"));
    const auto values = parse(bench_options(), arguments.subspan(1));
    if (!values) return failure(Problem{values.error()});
    if (values->count("help") != 0) return help("bench cpu [options]", bench_options());
    auto command = read_bench(*values);
    if (!command) return failure(std::move(command).error());
    return *std::move(command);
}

Expected<Command, Problem> parse_config_command(Arguments arguments) {
    po::options_description options{"options"};
    options.add_options()("config,c", po::value<std::string>()->default_value("adit.toml"), "the file to check");
    options.add_options()("help,h", "show this");
    const auto values = parse(options, arguments, "words");
    if (!values) return failure(Problem{values.error()});
    if (values->count("help") != 0) return help("config check [FILE]", options);
    const Texts words = value_or(*values, "words", Texts{});
    if (words.empty() || words.front() != "check" || words.size() > 2)
        return failure(usage("write: adit config check [FILE]"));
    return ConfigCheckCommand{words.size() == 2 ? words[1] : (*values)["config"].as<std::string>()};
}

/// Commands that read their own words and have a text for `--help`.
template <class Parsed>
Expected<Command, Problem> parsed_or_help(Expected<Parsed, Problem> command, const char* help_text) {
    if (!command) return failure(std::move(command).error());
    if (command->help) return PrintText{help_text};
    return *std::move(command);
}

}  // namespace

Expected<Command, Problem> parse_command_line(Arguments arguments) {
    if (arguments.empty()) return failure(usage("no command; try `adit demo`, or `adit --help`"));
    const std::string& word = arguments.front();
    const Arguments rest = arguments.subspan(1);
    if (word == "mine") return parse_mine(rest);
    if (word == "demo") return parse_demo(rest);
    if (word == "bench") return parse_bench(rest);
    if (word == "detect") return parsed_or_help(parse_detect(rest), detect_help);
    if (word == "boards") return parsed_or_help(parse_boards(rest), boards_help);
    if (word == "config") return parse_config_command(rest);
    if (word == "probe") return parsed_or_help(parse_probe(rest), probe_help);
    if (word == "latches") return parsed_or_help(parse_latches(rest), latches_help);
    if (word == "--help" || word == "-h" || word == "help") return PrintText{overview};
    if (word == "--version") return PrintText{"adit " + std::string{version} + "\n"};
    return failure(usage("\"" + word + "\" is not a command; `adit --help` lists them"));
}

}  // namespace adit::miner::cli
