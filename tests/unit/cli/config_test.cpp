// adit.toml: what is accepted, and that mistakes come with their line.
#include "miner/cli/config.hpp"

#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <string>

#include "tests/support/catch.hpp"

namespace adit::miner::cli {
namespace {

constexpr const char* good = R"(schema = 1
state_dir = "/var/lib/adit"

[[pool]]
url = "stratum+tcp://pool.example:3333"
user = "bc1qexample.rig1"

[[device]]
spec = "cpu?threads=2"

[[device]]
spec = "serial:/dev/ttyACM1?control=/dev/ttyACM0"
board = "bitaxe-gamma"

[log]
level = "warn"
)";

void expect_complaint(std::string text, const std::string& from, const std::string& to, std::uint32_t line) {
    text.replace(text.find(from), from.size(), to);
    const auto config = parse_config(text);
    REQUIRE_FALSE(config.has_value());
    INFO(boards::format_complaints("adit.toml", config.error()));
    CHECK(config.error().front().line == line);
}

/// A file that is gone at the end of the test.
struct TemporaryFile {
    explicit TemporaryFile(const std::string& text) { std::ofstream{path} << text; }
    ~TemporaryFile() { std::remove(path.c_str()); }
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;
    std::string path = "adit-config-test-" + std::to_string(::getpid()) + ".txt";
};

TEST_CASE("a full configuration is read") {
    const auto config = parse_config(good);
    REQUIRE(config.has_value());
    CHECK(config->pools.front().endpoint.host == "pool.example");
    CHECK(config->pools.front().password == "x");
    CHECK(config->devices.size() == 2);
    CHECK(std::get<SerialSpec>(config->devices[1].what).board == "bitaxe-gamma");
    CHECK(config->log_level == "warn");
    CHECK(config->state_dir == "/var/lib/adit");
}

TEST_CASE("IN-40: mistakes in a configuration come with their line") {
    expect_complaint(good, "schema = 1", "schema = 2", 1);
    expect_complaint(good, "stratum+tcp://pool", "gopher://pool", 5);
    expect_complaint(good, "user = \"bc1qexample.rig1\"", "usr = \"x\"", 4);
    expect_complaint(good, "cpu?threads=2", "tpu", 9);
    expect_complaint(good, "level = \"warn\"", "level = \"loud\"", 16);
    expect_complaint(good, "user = \"bc1qexample.rig1\"", "user = bare", 6);
}

TEST_CASE("IN-40: a configuration longer than 256 KiB is refused unread") {
    TemporaryFile file{std::string(boards::max_toml_bytes + 1, '#')};
    const auto config = load_config(file.path);
    REQUIRE_FALSE(config.has_value());
    CHECK(config.error().code == ExitCode::config);
}

TEST_CASE("a missing configuration is named, with exit code 3") {
    const auto config = load_config("/nonexistent/adit.toml");
    REQUIRE_FALSE(config.has_value());
    CHECK(config.error().code == ExitCode::config);
    CHECK(config.error().line.starts_with("/nonexistent/adit.toml: "));
}

TEST_CASE("a password comes from the first line of its file") {
    TemporaryFile file{"secret\nnot this\n"};
    std::string text = good;
    text.replace(text.find("[[device]]"), 0, "password_file = \"" + file.path + "\"\n");
    const auto config = parse_config(text);
    REQUIRE(config.has_value());
    CHECK(config->pools.front().password == "secret");
}

}  // namespace
}  // namespace adit::miner::cli
