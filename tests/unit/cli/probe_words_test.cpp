// The words of `adit probe`.
#include "miner/cli/probe_command.hpp"

#include <vector>

#include "tests/support/catch.hpp"

namespace adit::miner::cli {
namespace {

using Task = ProbeCommand::Task;
using namespace std::chrono_literals;

Expected<ProbeCommand, Problem> parse(const std::vector<std::string>& words) { return parse_probe(words); }

TEST_CASE("probe has one task and one device") {
    CHECK(parse({"virtual:bitaxe-gamma"})->task == Task::parts);
    CHECK(parse({"--explain", "bitaxe-gamma"})->target == "bitaxe-gamma");
    CHECK(parse({"virtual:x", "--registers"})->registers.name.empty());
    CHECK(parse({"virtual:x", "--registers", "pll0"})->registers.name == "pll0");
    CHECK(parse({"--registers", "virtual:x"})->target == "virtual:x");
    CHECK(parse({"virtual:x", "--health", "--duration", "30s"})->duration == 30s);
    CHECK(parse({"virtual:x", "--registers", "--chip", "3"})->chip == 3);
    const auto write = parse({"virtual:x", "--unsafe", "--write", "PLL0=0x40a80230"});
    CHECK(write->task == Task::access);
    CHECK(write->registers.value == 0x40a80230U);
    CHECK_FALSE(parse({"virtual:x", "--unsafe", "--read", "0x08"})->registers.value);
}

TEST_CASE("what contradicts itself is a mistake on the command line") {
    const std::vector<std::vector<std::string>> mistakes{{},
                                                         {"virtual:x", "virtual:y"},
                                                         {"virtual:x", "--read", "8"},
                                                         {"virtual:x", "--write", "8=1"},
                                                         {"virtual:x", "--unsafe"},
                                                         {"virtual:x", "--unsafe", "--health"},
                                                         {"virtual:x", "--unsafe", "--read", "8=1"},
                                                         {"virtual:x", "--unsafe", "--write", "8"},
                                                         {"virtual:x", "--unsafe", "--write", "8="},
                                                         {"virtual:x", "--unsafe", "--write", "8=0x100000000"},
                                                         {"virtual:x", "--unsafe", "--write", "8=-1"},
                                                         {"virtual:x", "--unsafe", "--read", "8", "--read", "9"},
                                                         {"virtual:x", "--health", "--registers"},
                                                         {"virtual:x", "--health", "--duration", "61s"},
                                                         {"virtual:x", "--health", "--duration", "soon"},
                                                         {"virtual:x", "--duration", "5s"},
                                                         {"virtual:x", "--chip", "1"},
                                                         {"virtual:x", "--registers", "--chip", "x"},
                                                         {"virtual:x", "--words", "y"}};
    for (const auto& words : mistakes) {
        const auto parsed = parse(words);
        REQUIRE_FALSE(parsed);
        CHECK(parsed.error().code == ExitCode::usage);
        CHECK(parsed.error().line.find('\n') == std::string::npos);
    }
}

}  // namespace
}  // namespace adit::miner::cli
