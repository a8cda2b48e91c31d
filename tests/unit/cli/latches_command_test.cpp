// The words of `adit latches`, and its exit codes where no miner is needed to see them.
#include "miner/cli/latches_command.hpp"

#include <vector>

#include "boards/host/state_store.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

namespace adit::miner::cli {
namespace {

Expected<LatchesCommand, Problem> parse(const std::vector<std::string>& words) { return parse_latches(words); }

TEST_CASE("latches lists, or clears exactly one device") {
    CHECK(parse({})->clear.empty());
    CHECK(parse({"--json"})->json);
    CHECK(parse({"clear", "serial:/dev/ttyACM1"})->clear == "serial:/dev/ttyACM1");
    CHECK(parse({"clear", "x", "--state-dir", "/s"})->state_dir == "/s");
    CHECK(parse({"--help"})->help);
}

TEST_CASE("words that latches does not know are a mistake on the command line") {
    const std::vector<std::vector<std::string>> mistakes{
        {"clear"}, {"clear", "a", "b"}, {"remove", "a"}, {"--all"}, {"--state-dir"}};
    for (const auto& words : mistakes) {
        const auto parsed = parse(words);
        REQUIRE_FALSE(parsed);
        CHECK(parsed.error().code == ExitCode::usage);
    }
}

TEST_CASE("NV-13: clearing takes away the latch and nothing else; clearing what is not latched fails") {
    const tests::TemporaryFolder folder;
    const auto store = *boards::StateStore::open(folder.path(), false);
    boards::DeviceState state{.device = "x", .kept = {}, .latched_at = 1};
    state.kept.latch = boards::LatchNote{};
    state.kept.latch->reason = boards::safety::Reason::voltage_mismatch;
    state.kept.unclean_starts = 2;
    REQUIRE(store.write(state));
    const auto clear = [&](const std::string& device) {
        return run_latches({.clear = device, .state_dir = folder.path()});
    };
    CHECK(clear("y") == ExitCode::failed);
    CHECK((**store.read("x")).kept.latch);
    CHECK(clear("x") == ExitCode::ok);
    CHECK_FALSE((**store.read("x")).kept.latch);
    CHECK((**store.read("x")).kept.unclean_starts == 2);
    CHECK(clear("x") == ExitCode::failed);
}

TEST_CASE("no state directory is no latch to list, and none to clear") {
    const tests::TemporaryFolder folder;
    CHECK(run_latches({.clear = "", .state_dir = folder.path() + "/none"}) == ExitCode::ok);
    CHECK(run_latches({.clear = "x", .state_dir = folder.path() + "/none"}) == ExitCode::failed);
}

}  // namespace
}  // namespace adit::miner::cli
