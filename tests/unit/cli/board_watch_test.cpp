// What the log says about boards: one line per event, calm, with reason and remedy.
#include "miner/cli/board_watch.hpp"

#include <spdlog/logger.h>
#include <spdlog/sinks/ostream_sink.h>

#include <algorithm>
#include <memory>
#include <sstream>

#include "boards/safety/arming.hpp"
#include "boards/safety/reason.hpp"
#include "miner/cli/board_story.hpp"
#include "tests/support/catch.hpp"

namespace adit::miner::cli {
namespace {

using namespace std::chrono_literals;
using boards::safety::NotArmed;

constexpr std::uint32_t bit(NotArmed reason) { return 1U << static_cast<unsigned>(reason); }

/// A watch, the board it looks at, and what it said.
class Bench {
public:
    Bench() {
        logger_.set_pattern("%l %v");
        telemetry_.devices.resize(1);
        telemetry_.devices[0].spec = "a";
        telemetry_.devices[0].board = boards::BoardStatus{};
    }
    boards::BoardStatus& board() { return *telemetry_.devices[0].board; }
    /// What one look says, `later` after the last.
    std::string look(Duration later = 500ms) {
        ++board().progress;
        return look_at_a_halt(later);
    }
    std::string look_at_a_halt(Duration later) {
        text_.str("");
        watch_.look(telemetry_, now_ += later);
        return text_.str();
    }
    std::string become(std::string_view state, std::string_view reason) {
        board().state = state;
        board().reason = reason;
        return look();
    }

private:
    Telemetry telemetry_;
    Instant now_{};
    std::ostringstream text_;
    spdlog::logger logger_{"test", std::make_shared<spdlog::sinks::ostream_sink_mt>(text_)};
    BoardWatch watch_{logger_};
};

std::ptrdiff_t lines_of(const std::string& text) { return std::ranges::count(text, '\n'); }

TEST_CASE("a trip is one line: what happened, when it is tried again, what to look at") {
    Bench bench;
    CHECK(bench.become("hashing", "") == "info device=a state=hashing\n");
    ++bench.board().alarms;
    bench.board().alarm = "fan_stalled";
    bench.board().retry_in = 29'100ms;
    const std::string said = bench.become("cooldown", "fan_stalled");
    CHECK(said ==
          "error device=a state=cooldown reason=fan_stalled msg=\"A fan stands still. Tries again in 30 s. Check the "
          "fan: plug, dust, something in the blades.\"\n");
    CHECK(bench.look().empty());
}

TEST_CASE("a latch is one line with the command that shows it") {
    Bench bench;
    ++bench.board().alarms;
    bench.board().alarm = "over_current_shutdown";
    const std::string said = bench.become("latched", "over_current_shutdown");
    CHECK(lines_of(said) == 1);
    CHECK_THAT(said,
               Catch::StartsWith("error") && Catch::Contains("adit latches") && Catch::Contains("look for a short"));
}

TEST_CASE("HZ-20: a board that runs on without a chip is not said to be without power") {
    Bench bench;
    (void)bench.become("ramp", "starting");
    ++bench.board().alarms;
    bench.board().alarm = "chain_degraded";
    const std::string said = bench.look();
    CHECK_THAT(said, Catch::Contains("alarm=chain_degraded") && Catch::Contains("running on the others"));
    CHECK_THAT(bench.become("derated", "chain_degraded"), Catch::StartsWith("warn"));
}

TEST_CASE(
    "SA-4: what a board lacks to be armed is said once, not at every attempt, and again when it is something else") {
    Bench bench;
    CHECK(bench.become("preflight", "not_armed") ==
          "info device=a state=preflight msg=\"looking at the board before power\"\n");
    bench.board().arming = bit(NotArmed::fan_unproven);
    CHECK(bench.look(1s).empty());
    const std::string said = bench.look(5s);
    CHECK(lines_of(said) == 1);
    CHECK_THAT(said, Catch::StartsWith("warn") && Catch::Contains("not_armed=fan_unproven") &&
                         Catch::Contains("Check the fan"));
    for (int attempt = 0; attempt < 5; ++attempt) {
        CHECK(bench.become("safe_off", "not_armed").empty());
        CHECK(bench.become("preflight", "not_armed").empty());
    }
    bench.board().arming |= bit(NotArmed::vin_out);
    CHECK_THAT(bench.look(), Catch::Contains("vin_out"));
    bench.board().arming = 0;
    (void)bench.become("hashing", "");
    bench.board().arming = bit(NotArmed::fan_unproven);
    CHECK(lines_of(bench.become("safe_off", "not_armed")) == 1);
    CHECK_THAT(bench.look(6s), Catch::Contains("fan_unproven"));
}

TEST_CASE("a board thread that makes no progress for a second is said to be stuck, once") {
    Bench bench;
    (void)bench.look();
    CHECK(bench.look_at_a_halt(900ms).empty());
    CHECK_THAT(bench.look_at_a_halt(200ms), Catch::Contains("no progress"));
    CHECK(bench.look_at_a_halt(5s).empty());
}

TEST_CASE("SA-4: every reason to stay off has a sentence and, unless it passes by itself, a remedy") {
    for (std::size_t i = 0; i < boards::safety::not_armed_count; ++i) {
        const auto reason = static_cast<NotArmed>(i);
        boards::BoardStatus board;
        board.state = "safe_off";
        board.arming = bit(reason);
        const BoardStory story = story_of(board);
        CAPTURE(boards::safety::name(reason));
        CHECK(story.why == boards::safety::text(reason));
        const bool passes = reason == NotArmed::update_pending || reason == NotArmed::operator_hold ||
                            reason == NotArmed::latched;  // its sentence says it
        CHECK(story.remedy.empty() == passes);
    }
}

TEST_CASE("SA-11: every cause that cuts power has a remedy, and no line has a quote or a break in it") {
    for (std::size_t i = 0; i < boards::safety::reason_count; ++i) {
        const auto reason = static_cast<boards::safety::Reason>(i);
        boards::BoardStatus board;
        board.state = "cooldown";
        board.reason = boards::safety::name(reason);
        CAPTURE(board.reason);
        CHECK((!boards::safety::is_trip(reason) || !story_of(board).remedy.empty()));
        CHECK(story_text(board).find_first_of("\"\n") == std::string::npos);
    }
}

}  // namespace
}  // namespace adit::miner::cli
