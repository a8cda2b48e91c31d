// The alarm and the start line of the processor's engines.
#include "miner/cli/cpu_watch.hpp"

#include <spdlog/logger.h>
#include <spdlog/sinks/ostream_sink.h>

#include <memory>
#include <sstream>

#include "tests/support/catch.hpp"

namespace adit::miner::cli {
namespace {

/// A watch, what it looks at, and what it said.
class Bench {
public:
    Bench() {
        logger_.set_pattern("%l %v");
        telemetry.devices.resize(2);
        telemetry.devices[0].spec = "virtual:bitaxe-gamma";
        DeviceTelemetry& device = telemetry.devices[1];
        device.spec = "cpu";
        device.engine = "avx2";
        device.cpu = boards::cpu::CpuStatus{};
        device.cpu->versions = 8;
        device.cpu->threads = 2;
    }

    boards::cpu::CpuStatus& cpu() { return *telemetry.devices[1].cpu; }
    std::string look() {
        text_.str("");
        watch_.look(telemetry);
        return text_.str();
    }

    Telemetry telemetry;

private:
    std::ostringstream text_;
    spdlog::logger logger_{"test", std::make_shared<spdlog::sinks::ostream_sink_mt>(text_)};
    CpuWatch watch_{logger_};
};

boards::cpu::DisabledEngine caught() {
    boards::cpu::DisabledEngine engine{
        "avx2", {boards::cpu::EngineFault::missed_hit, {0x1234, 3}}, std::array<std::byte, 80>{}};
    (*engine.header)[0] = std::byte{0xab};
    return engine;
}

TEST_CASE("the engine is logged once at the start") {
    Bench bench;
    CHECK(bench.look() == "info device=cpu engine=avx2 versions=8 threads=2 pinned=false\n");
    CHECK(bench.look().empty());
}

TEST_CASE("a caught engine raises one alarm with engine, nonce and header, and the next engine is logged (HZ-31)") {
    Bench bench;
    (void)bench.look();
    bench.telemetry.devices[1].engine = "portable";
    bench.cpu().disabled = {caught()};
    const std::string said = bench.look();
    CHECK_THAT(said, Catch::StartsWith("error alarm=wrong_results engine=avx2 fault=missed_hit nonce=00001234") &&
                         Catch::Contains("header=ab000000") && Catch::Contains("info device=cpu engine=portable"));
    CHECK(bench.look().empty());
}

TEST_CASE("an engine that failed before use is an alarm without a header, once for all devices (HZ-31)") {
    Bench bench;
    bench.cpu().disabled = {caught()};
    bench.cpu().disabled[0].header.reset();
    bench.telemetry.devices.push_back(bench.telemetry.devices[1]);
    const std::string said = bench.look();
    CHECK_THAT(said, Catch::Contains("found_by=self_test") && !Catch::Contains("header="));
    CHECK(said.find("alarm") == said.rfind("alarm"));
}

}  // namespace
}  // namespace adit::miner::cli
