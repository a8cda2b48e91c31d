// adit bench cpu: its words.
#include <string>
#include <vector>

#include "miner/cli/command_line.hpp"
#include "tests/support/catch.hpp"

namespace adit::miner::cli {
namespace {

using namespace std::chrono_literals;
using Words = std::vector<std::string>;

BenchCommand bench(const Words& words) {
    const auto command = parse_command_line(words);
    INFO((command ? "" : command.error().line));
    REQUIRE(command.has_value());
    REQUIRE(std::holds_alternative<BenchCommand>(*command));
    return std::get<BenchCommand>(*command);
}

Problem problem_of(const Words& words) {
    const auto command = parse_command_line(words);
    REQUIRE_FALSE(command.has_value());
    CHECK(command.error().code == ExitCode::usage);
    CHECK(command.error().line.find('\n') == std::string::npos);
    return command.error();
}

TEST_CASE("bench cpu alone measures everything for ten seconds") {
    const BenchCommand command = bench({"bench", "cpu"});
    CHECK(command.engines.empty());
    CHECK_FALSE(command.midstates.has_value());
    CHECK(command.threads == 0);
    CHECK(command.duration == 10s);
    CHECK_FALSE(command.json);
    CHECK(bench({"bench", "cpu", "--all"}).engines.empty());
}

TEST_CASE("bench cpu takes engines, versions, threads, a duration and a baseline") {
    const BenchCommand command = bench({"bench", "cpu", "--engine", "portable", "--midstates", "7", "--threads", "2",
                                        "--duration", "500ms", "--json", "--baseline", "old.json"});
    CHECK(command.engines == Words{"portable"});
    CHECK(command.midstates == 7U);
    CHECK(command.threads == 2);
    CHECK(command.duration == 500ms);
    CHECK(command.json);
    CHECK(command.baseline == "old.json");
}

TEST_CASE("an engine that no build has is refused with the names of those there are") {
    CHECK(problem_of({"bench", "cpu", "--engine", "abacus"}).line.find("portable") != std::string::npos);
}

TEST_CASE("bench refuses numbers out of range and words it does not know") {
    CHECK(problem_of({"bench", "cpu", "--midstates", "17"}).line.find("16") != std::string::npos);
    CHECK(problem_of({"bench", "cpu", "--midstates", "0"}).line.find("midstates") != std::string::npos);
    CHECK(problem_of({"bench", "cpu", "--threads", "0"}).line.find("threads") != std::string::npos);
    CHECK(problem_of({"bench", "cpu", "--threads", "99999999999999999999"}).line.find("threads") != std::string::npos);
    CHECK(problem_of({"bench", "cpu", "--all", "--engine", "portable"}).line.find("--all") != std::string::npos);
    CHECK(problem_of({"bench"}).line.find("bench cpu") != std::string::npos);
    CHECK(problem_of({"bench", "tea"}).line.find("bench cpu") != std::string::npos);
}

TEST_CASE("bench cpu explains itself") {
    for (const Words& words : {Words{"bench", "--help"}, Words{"bench", "cpu", "--help"}}) {
        const auto command = parse_command_line(words);
        REQUIRE(command.has_value());
        CHECK(std::get<PrintText>(*command).text.find("--baseline") != std::string::npos);
    }
}

}  // namespace
}  // namespace adit::miner::cli
