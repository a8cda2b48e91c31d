// What a run prints at its end and while it goes on.
#include "miner/cli/summary.hpp"

#include <boost/json.hpp>

#include "miner/cli/arming_text.hpp"
#include "miner/cli/rate_text.hpp"
#include "miner/cli/status_view.hpp"
#include "tests/support/catch.hpp"

namespace adit::miner::cli {
namespace {

Telemetry sample() {
    Telemetry telemetry;
    telemetry.duration = std::chrono::milliseconds{30500};
    telemetry.shares = {.found = 10, .accepted = 7, .rejected = 1, .stale = 1, .lost = 1, .pending = 0};
    DeviceTelemetry device;
    device.spec = "virtual:bitaxe-gamma";
    device.kind = "virtual";
    device.engine = "bm1370";
    device.verified_hashrate_hs = 254900;
    device.accepted = 7;
    device.board = boards::BoardStatus{};
    device.board->state = "hashing";
    telemetry.devices.push_back(device);
    telemetry.pools.push_back(
        {.url = "stratum+tcp://127.0.0.1:1", .state = "mining", .accepted = 7, .rejected = 1, .difficulty = 0.5});
    return telemetry;
}

TEST_CASE("the summary has the members of schema adit.mine/1") {
    const boost::json::value summary = boost::json::parse(summary_json(sample()));
    CHECK(summary.at("schema").as_string() == "adit.mine/1");
    CHECK(summary.at("duration_s").as_double() == Approx(30.5));
    CHECK(summary.at("shares").at("found").to_number<int>() == 10);
    for (const char* fate : {"accepted", "rejected", "stale", "lost"})
        CHECK(summary.at("shares").as_object().contains(fate));
    const auto& device = summary.at("devices").at(0);
    CHECK(device.at("device").as_string() == "virtual:bitaxe-gamma");
    CHECK(device.at("kind").as_string() == "virtual");
    CHECK(device.at("engine").as_string() == "bm1370");
    CHECK(device.at("verified_hashrate_hs").as_double() == Approx(254900));
    CHECK(device.at("hw_errors").to_number<int>() == 0);
    CHECK(summary.at("pools").at(0).at("state").as_string() == "mining");
}

TEST_CASE("HZ-20, HZ-21: chips that are missing or do not do their part are counted and named") {
    Telemetry telemetry = sample();
    boards::BoardStatus& board = *telemetry.devices[0].board;
    board.chips = board.chips_expected = board.chips_working = 1;
    CHECK(status_lines(telemetry).find("chips") == std::string::npos);
    board.chips = 107;
    board.chips_expected = 108;
    board.chips_working = 105;
    board.worst_chips = {{{12, "silent"}, {40, "weak"}}};
    board.worst_chip_count = 2;
    CHECK_THAT(status_lines(telemetry, 400), Catch::Contains("105/108 chips (12 silent, 40 weak)"));
    const boost::json::value summary = boost::json::parse(summary_json(telemetry));
    const auto& told = summary.at("devices").at(0).at("board");
    CHECK(told.at("chips_expected").to_number<int>() == 108);
    CHECK(told.at("chip_trouble").at(1).at("chip").to_number<int>() == 40);
    CHECK(told.at("chip_trouble").at(0).at("what").as_string() == "silent");
    board.worst_chip_count = 200;  // never past the end
    CHECK(boost::json::parse(summary_json(telemetry))
              .at("devices")
              .at(0)
              .at("board")
              .at("chip_trouble")
              .as_array()
              .size() == 4);
}

TEST_CASE("why a board was off is told as of before the end, when nobody had stopped it yet") {
    Telemetry before = sample(), after = sample();
    before.devices[0].board->state = "cooldown";
    before.devices[0].board->reason = "fan_stalled";
    before.devices[0].board->retry_in = std::chrono::seconds{20};
    after.devices[0].board->state = "safe_off";
    const boost::json::value summary = boost::json::parse(summary_json(after, before));
    const auto& device = summary.at("devices").at(0);
    CHECK(device.at("board").at("state").as_string() == "safe_off");
    CHECK(device.at("board_before_stop").at("reason").as_string() == "fan_stalled");
    CHECK(device.at("board_before_stop").at("why").as_string() == "A fan stands still.");
    CHECK(device.at("board_before_stop").at("retry_in_s").as_double() == Approx(20));
    CHECK_THAT(summary_text(after, before), Catch::Contains("cooldown (fan_stalled): A fan stands still. Tries again"));
    CHECK_THAT(summary_text(after, sample()), !Catch::Contains("cooldown"));
}

TEST_CASE("SA-9: an unknown temperature is null in JSON and a question mark on the screen, never zero") {
    const boost::json::value summary = boost::json::parse(summary_json(sample()));
    CHECK(summary.at("devices").at(0).at("board").at("chip_c").is_null());
    CHECK(status_lines(sample()).find("? C") != std::string::npos);
}

TEST_CASE("SA-4: every reason not to arm is named") {
    Telemetry telemetry = sample();
    telemetry.devices[0].board->arming =
        boards::safety::ArmingBits{boards::safety::NotArmed::fan_unproven, boards::safety::NotArmed::config_unverified}
            .bits();
    const boost::json::value summary = boost::json::parse(summary_json(telemetry));
    const auto& names = summary.at("devices").at(0).at("board").at("not_armed").as_array();
    REQUIRE(names.size() == 2);
    CHECK(names[0].as_string() == "fan_unproven");
    CHECK(names[1].as_string() == "config_unverified");
    CHECK(arming_text(telemetry.devices[0].board->arming).find("config_unverified (") != std::string::npos);
    CHECK(arming_text(0).empty());
}

TEST_CASE("the summary shows the engine of the processor, its checks and what was disabled (HZ-31)") {
    Telemetry telemetry = sample();
    DeviceTelemetry cpu;
    cpu.spec = "cpu";
    cpu.engine = "avx2";
    cpu.cpu = boards::cpu::CpuStatus{.engine = "avx2", .versions = 8, .threads = 2, .is_pinned = true, .disabled = {}};
    cpu.cpu->disabled.push_back({"avx512", {}, std::nullopt});
    cpu.cpu->self_checks = 12;
    cpu.cpu->self_check_failures = 1;
    telemetry.devices.push_back(cpu);
    const boost::json::value summary = boost::json::parse(summary_json(telemetry));
    CHECK_FALSE(summary.at("devices").at(0).as_object().contains("cpu"));
    const auto& device = summary.at("devices").at(1);
    CHECK(device.at("engine").as_string() == "avx2");
    CHECK(device.at("cpu").at("versions").to_number<int>() == 8);
    CHECK(device.at("cpu").at("disabled_engines").at(0).as_string() == "avx512");
    CHECK(device.at("cpu").at("self_checks").to_number<int>() == 12);
    CHECK(device.at("cpu").at("self_check_failures").to_number<int>() == 1);
    CHECK_THAT(summary_text(telemetry), Catch::Contains("ALARM: engine avx512 gave wrong results"));
    CHECK_THAT(status_lines(telemetry, 200), Catch::Contains("avx2  ALARM"));
    CHECK_THAT(summary_text(sample()), !Catch::Contains("ALARM"));
}

TEST_CASE("the live view never exceeds the width of the terminal") {
    const std::string lines = status_lines(sample(), 40);
    std::size_t start = 0;
    for (std::size_t end = lines.find('\n'); end != std::string::npos; end = lines.find('\n', start)) {
        CHECK(end - start <= 40);
        start = end + 1;
    }
    CHECK(start == lines.size());
}

TEST_CASE("the plain status is one line of fields") {
    const std::string line = status_fields(sample());
    CHECK(line.find('\n') == std::string::npos);
    CHECK(line.find("accepted=7") != std::string::npos);
    CHECK(line.find("state=hashing") != std::string::npos);
}

TEST_CASE("rates carry a prefix and zero is zero") {
    CHECK(rate_text(0) == "0 H/s");
    CHECK(rate_text(254900) == "254.9 kH/s");
    CHECK(rate_text(1.071e12) == "1.071 TH/s");
    CHECK(difficulty_text(29588) == "29.6k");
}

}  // namespace
}  // namespace adit::miner::cli
