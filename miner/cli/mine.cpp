// See mine.hpp.
#include "miner/cli/mine.hpp"

#include <spdlog/logger.h>
#include <csignal>

#include <algorithm>
#include <cstdio>
#include <random>
#include <thread>

#include "driver/sha256/engines.hpp"
#include "hal/linux/cpu_features.hpp"
#include "hal/linux/system_clock.hpp"
#include "miner/cli/board_story.hpp"
#include "miner/cli/board_watch.hpp"
#include "miner/cli/console.hpp"
#include "miner/cli/cpu_watch.hpp"
#include "miner/cli/status_view.hpp"
#include "miner/cli/stop_signal.hpp"
#include "miner/cli/summary.hpp"
#include "miner/cli/version.hpp"
#include "miner/net/demo_pool.hpp"
#include "miner/rig/open_device.hpp"
#include "miner/rig/rig.hpp"

namespace adit::miner::cli {

using namespace std::chrono_literals;

namespace {

constexpr Duration view_interval = 500ms;
constexpr Duration log_interval = 30s;

std::uint64_t random_seed() {
    std::random_device device;
    return (std::uint64_t{device()} << 32) | device();
}

net::LogSink log_into(spdlog::logger& logger) {
    return [&logger](net::LogLevel level, std::string_view line) {
        constexpr std::array levels{spdlog::level::debug, spdlog::level::info, spdlog::level::warn, spdlog::level::err};
        logger.log(levels.at(static_cast<std::size_t>(level)), spdlog::string_view_t{line.data(), line.size()});
    };
}

std::vector<net::PoolConfig> pool_configs(const Config& config) {
    std::vector<net::PoolConfig> pools;
    for (const PoolSettings& pool : config.pools) {
        net::PoolConfig& added = pools.emplace_back();
        added.endpoint = pool.endpoint;
        added.user = pool.user;
        added.password = pool.password;
        added.user_agent = user_agent;
    }
    return pools;
}

/// What is used when no device is named: the demo shows a board and the processor, mining uses the processor.
std::vector<DeviceSpec> default_devices(bool demo) {
    std::vector<DeviceSpec> specs;
    if (demo) specs.push_back({"virtual:bitaxe-gamma", VirtualSpec{"bitaxe-gamma", ""}});
    specs.push_back({"cpu", CpuSpec{}});
    return specs;
}

Expected<std::vector<std::unique_ptr<rig::Device>>, Problem> open_devices(const std::vector<DeviceSpec>& specs,
                                                                          const std::string& cpu_engine,
                                                                          const hal::Clock& clock,
                                                                          rig::Persistence& persistence,
                                                                          const rig::Surroundings& around) {
    std::vector<std::unique_ptr<rig::Device>> devices;
    rig::CpuFactory cpus{clock, cpu_engine, driver::sha256::engines(), hal::detect_cpu_features()};
    if (specs.size() > max_devices) return failure(Problem{ExitCode::usage, "more than 64 devices"});
    for (const DeviceSpec& spec : specs) {
        auto device = rig::open_device(spec, devices.size(), clock, cpus, persistence, around);
        if (!device) return failure(std::move(device).error());
        devices.push_back(*std::move(device));
    }
    return devices;
}

/// Shows the rig until it is time to stop. Returns the signal that ended it, 0 for the duration.
int watch(const rig::Rig& rig, const MineCommand& command, Console& console, spdlog::logger& logger, CpuWatch& cpus,
          const hal::Clock& clock) {
    const Instant end = command.duration ? clock.now() + *command.duration : Instant::max();
    Instant next_log = clock.now() + log_interval;
    BoardWatch boards{logger};
    while (clock.now() < end) {
        if (const int signal = await_stop_signal(std::min(view_interval, end - clock.now()))) return signal;
        const Telemetry telemetry = rig.telemetry();
        boards.look(telemetry, clock.now());
        cpus.look(telemetry);
        if (console.is_terminal()) {
            console.show(status_lines(telemetry, console.width()));
        } else if (clock.now() >= next_log) {
            logger.info("{}", status_fields(telemetry));
            next_log += log_interval;
        }
    }
    return 0;
}

bool is_latched(const DeviceTelemetry& device) { return device.board && device.board->state == "latched"; }
bool never_hashed(const DeviceTelemetry& device) { return device.results.credited == 0; }

ExitCode verdict(const Telemetry& telemetry, int signal, bool devices_were_named) {
    if (signal == SIGINT) return ExitCode::interrupted;
    if (signal == SIGTERM) return ExitCode::ok;
    if (std::ranges::any_of(telemetry.devices, is_latched)) return ExitCode::safety_stop;
    if (!telemetry.had_job) return ExitCode::no_job;
    if (devices_were_named && std::ranges::any_of(telemetry.devices, never_hashed)) return ExitCode::device_idle;
    return ExitCode::ok;
}

void explain(ExitCode code, const Telemetry& telemetry, spdlog::logger& logger) {
    if (code == ExitCode::no_job) logger.error("msg=\"no pool ever gave a job; check the --url and the network\"");
    for (const DeviceTelemetry& device : telemetry.devices) {
        const bool is_idle = code == ExitCode::device_idle && never_hashed(device);
        if (!is_idle && !is_latched(device)) continue;
        logger.error("device={} msg=\"{}\" reason={} why=\"{}\"", device.spec,
                     is_latched(device) ? "stopped for safety" : "never hashed",
                     device.board ? device.board->reason : std::string_view{"-"},
                     device.board ? story_text(*device.board) : std::string{});
    }
}

}  // namespace

ExitCode run_mine(const MineCommand& command) {
    const hal::SystemClock clock;
    Console console;
    const auto logger = make_logger(console, command.config.log_level);
    const bool devices_were_named = !command.config.devices.empty();
    rig::Persistence persistence{command.config.state_dir, [&](std::string_view line) { logger->error("{}", line); }};
    rig::Surroundings around;
    around.notice = [&](std::string_view line) { logger->warn("{}", line); };
    auto devices = open_devices(devices_were_named ? command.config.devices : default_devices(command.demo),
                                command.cpu_engine, clock, persistence, around);
    if (!devices) {
        std::fprintf(stderr, "adit: %s\n", devices.error().line.c_str());
        return devices.error().code;
    }
    std::vector<net::PoolConfig> pools = pool_configs(command.config);
    net::DemoPool demo_pool{{}, [&](std::string_view line) { logger->debug("demo pool: {}", line); }};
    if (command.demo) {
        if (const auto port = demo_pool.start(); !port) {
            std::fprintf(stderr, "adit: the demo pool cannot listen on loopback: %s\n", port.error().c_str());
            return ExitCode::failed;
        }
        pools.resize(1);
        pools.front().endpoint = *net::parse_endpoint(demo_pool.url());
        pools.front().user = "demo.rig";
        pools.front().user_agent = user_agent;
    }
    rig::Rig rig{*std::move(devices), std::move(pools), clock, {random_seed(), random_seed()}, log_into(*logger)};
    CpuWatch cpus{*logger};
    cpus.look(rig.telemetry());
    rig.start();
    const int signal = watch(rig, command, console, *logger, cpus, clock);
    const Telemetry before = rig.telemetry();
    rig.stop();
    const Telemetry telemetry = rig.telemetry();
    console.finish();
    cpus.look(telemetry);
    const ExitCode code = verdict(telemetry, signal, devices_were_named);
    explain(code, before, *logger);
    const std::string summary = command.json ? summary_json(telemetry, before) + "\n" : summary_text(telemetry, before);
    std::fputs(summary.c_str(), stdout);
    return code;
}

}  // namespace adit::miner::cli
