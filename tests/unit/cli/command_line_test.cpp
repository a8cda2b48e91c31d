// The command line: every mistake is one line with the right exit code.
#include "miner/cli/command_line.hpp"

#include <string>
#include <vector>

#include "miner/cli/duration_text.hpp"
#include "tests/support/catch.hpp"

namespace adit::miner::cli {
namespace {

using Words = std::vector<std::string>;

Problem problem_of(const Words& words) {
    const auto command = parse_command_line(words);
    REQUIRE_FALSE(command.has_value());
    CHECK(command.error().line.find('\n') == std::string::npos);
    return command.error();
}

MineCommand mine(const Words& words) {
    const auto command = parse_command_line(words);
    INFO((command ? "" : command.error().line));
    REQUIRE(command.has_value());
    REQUIRE(std::holds_alternative<MineCommand>(*command));
    return std::get<MineCommand>(*command);
}

TEST_CASE("durations are read with their units and refused without") {
    using namespace std::chrono_literals;
    CHECK(*parse_duration("30s") == 30s);
    CHECK(*parse_duration("500ms") == 500ms);
    CHECK(*parse_duration("5m") == 5min);
    CHECK(*parse_duration("2h") == 2h);
    CHECK(*parse_duration("1d") == 24h);
    for (const char* bad : {"", "30", "s", "-5s", "0s", "1.5s", "30 s", "99999999999999999999s", "9999999d", "30sec"}) {
        INFO(bad);
        CHECK_FALSE(parse_duration(bad).has_value());
    }
}

TEST_CASE("pools keep their order, and a single user serves all of them") {
    const MineCommand command = mine(
        {"mine", "-o", "stratum+tcp://a.example:1", "-o", "b.example:2", "-u", "w", "--duration", "30s", "--json"});
    REQUIRE(command.config.pools.size() == 2);
    CHECK(command.config.pools[0].endpoint.host == "a.example");
    CHECK(command.config.pools[1].endpoint.port == 2);
    CHECK(command.config.pools[1].user == "w");
    CHECK(command.config.pools[1].password == "x");
    CHECK(command.json);
    CHECK(command.duration == std::chrono::seconds{30});
}

TEST_CASE("devices are named on the command line in their order") {
    const MineCommand command = mine({"demo", "--device", "cpu?threads=1", "--device", "virtual:bitaxe-gamma?seed=3"});
    REQUIRE(command.config.devices.size() == 2);
    CHECK(std::get<CpuSpec>(command.config.devices[0].what).query == "threads=1");
    CHECK(std::get<VirtualSpec>(command.config.devices[1].what).board == "bitaxe-gamma");
    CHECK(command.demo);
}

TEST_CASE("a wrong command line exits 2 with one line that says what to do") {
    CHECK(problem_of({}).code == ExitCode::usage);
    CHECK(problem_of({"dig"}).line.find("adit --help") != std::string::npos);
    CHECK(problem_of({"mine"}).line.find("--url") != std::string::npos);
    CHECK(problem_of({"mine", "-o", "stratum+tcp://h:1"}).line.find("--user") != std::string::npos);
    CHECK(problem_of({"mine", "-o", "http://h:1", "-u", "w"}).code == ExitCode::usage);
    CHECK(problem_of({"mine", "-o", "stratum+tcp://h:99999", "-u", "w"}).code == ExitCode::usage);
    CHECK(problem_of({"demo", "--frobnicate"}).line.find("frobnicate") != std::string::npos);
    CHECK(problem_of({"demo", "--dur", "3s"}).code == ExitCode::usage);
    CHECK(problem_of({"demo", "--duration", "soon"}).line.find("30s") != std::string::npos);
    CHECK(problem_of({"demo", "--log-level", "loud"}).code == ExitCode::usage);
    CHECK(problem_of({"demo", "extra"}).code == ExitCode::usage);
    CHECK(problem_of({"boards", "chek"}).code == ExitCode::usage);
    CHECK(problem_of({"boards", "check"}).code == ExitCode::usage);
    CHECK(problem_of({"probe"}).code == ExitCode::usage);
}

TEST_CASE("an engine for the processor is taken by name, and an unknown one exits 2 with the names") {
    CHECK(mine({"demo", "--cpu-engine", "portable"}).cpu_engine == "portable");
    CHECK(mine({"demo"}).cpu_engine.empty());
    const Problem problem = problem_of({"demo", "--cpu-engine", "quantum"});
    CHECK(problem.code == ExitCode::usage);
    CHECK_THAT(problem.line, Catch::Contains("\"quantum\" is not one of portable"));
}

TEST_CASE("a device spec that is not understood says how to write one") {
    for (const char* bad : {"", "gpu", "virtual:", "virtual", "serial:", "serial:/dev/ttyACM0", "cpu:2",
                            "serial:/dev/ttyACM1?board=bitaxe-gamma", "serial:/dev/x?board=b&control=c&baud=3",
                            "usb:1234:5678", "auto", "cpu with spaces"}) {
        INFO(bad);
        const auto spec = parse_device_spec(bad);
        REQUIRE_FALSE(spec.has_value());
        CHECK(spec.error().code == ExitCode::usage);
    }
    const auto serial = parse_device_spec("serial:/dev/ttyACM1?board=bitaxe-gamma&control=/dev/ttyACM0");
    REQUIRE(serial.has_value());
    CHECK(std::get<SerialSpec>(serial->what).control == "/dev/ttyACM0");
}

TEST_CASE("help is printed, not an error") {
    for (const Words& words : {Words{"--help"}, Words{"mine", "--help"}, Words{"demo", "-h"}, Words{"probe", "--help"},
                               Words{"boards", "--help"}, Words{"detect", "-h"}, Words{"config", "--help"}}) {
        const auto command = parse_command_line(words);
        REQUIRE(command.has_value());
        CHECK(std::get<PrintText>(*command).text.starts_with("usage: adit"));
        CHECK_THAT(std::get<PrintText>(*command).text, !Catch::Contains("--words"));
    }
}

}  // namespace
}  // namespace adit::miner::cli
