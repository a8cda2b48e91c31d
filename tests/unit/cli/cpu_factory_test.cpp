// Opening CPU devices: which engine, and what is said when it cannot be had.
#include "miner/rig/cpu_factory.hpp"

#include <array>

#include "driver/sha256/sha256.hpp"
#include "hal/linux/thread_affinity.hpp"
#include "hal/virtual_clock.hpp"
#include "tests/support/catch.hpp"

namespace adit::miner::rig {
namespace {

using cli::ExitCode;
using driver::sha256::Engine;
using driver::sha256::Hit;
using driver::sha256::Progress;
using driver::sha256::ScanJob;

Progress finds_nothing(const ScanJob&, std::uint32_t, std::uint64_t count, Hit*, std::size_t) noexcept {
    return {count, 0};
}

Engine engine(std::string_view name, driver::sha256::ScanFunction scan, hal::CpuFeatures needs = {}) {
    return {.name = name, .needs = needs, .group_nonces = 1, .scan = scan, .cost = {}};
}

class Bench {
public:
    explicit Bench(std::string by_default = {}) : factory{clock, std::move(by_default), engines, {}} {}

    auto open(const std::string& query) {
        const cli::CpuSpec cpu{query};
        return factory.open({"cpu?" + query, cpu}, cpu, opened_++);
    }

    hal::VirtualClock clock;
    std::array<Engine, 3> engines{engine("portable", driver::sha256::scan_portable), engine("blind", finds_nothing),
                                  engine("alien", finds_nothing, {hal::CpuFeature::neon})};
    CpuFactory factory;

private:
    std::size_t opened_ = 0;
};

TEST_CASE("without a name the engine is the fastest that is right, and the caught ones are in the status") {
    Bench bench;
    const auto device = bench.open("threads=1");
    REQUIRE(device);
    CHECK((*device)->info().engine == "portable");
    REQUIRE((*device)->cpu());
    REQUIRE((*device)->cpu()->disabled.size() == 1);
    CHECK((*device)->cpu()->disabled[0].engine == "blind");
    CHECK((*device)->info().appetite.versions == (*device)->cpu()->versions);
}

TEST_CASE("an engine that nobody knows is a mistake of the command line, and the known ones are listed") {
    Bench bench;
    const auto device = bench.open("engine=quantum");
    REQUIRE_FALSE(device);
    CHECK(device.error().code == ExitCode::usage);
    CHECK_THAT(device.error().line, Catch::Contains("\"quantum\"") && Catch::Contains("portable, blind, alien"));
    CHECK(bench.open("threads=0").error().code == ExitCode::usage);
}

TEST_CASE("an engine that this processor cannot run, or that fails its known answers, is missing hardware") {
    Bench bench;
    const auto alien = bench.open("engine=alien");
    REQUIRE_FALSE(alien);
    CHECK(alien.error().code == ExitCode::no_hardware);
    CHECK_THAT(alien.error().line, Catch::Contains("lacks") && Catch::Contains("usable are portable"));
    const auto blind = bench.open("engine=blind");
    REQUIRE_FALSE(blind);
    CHECK(blind.error().code == ExitCode::no_hardware);
    CHECK_THAT(blind.error().line, Catch::Contains("gives wrong results"));
}

TEST_CASE("the engine of the command line is for devices that name none") {
    Bench bench{"alien"};
    CHECK(bench.open("").error().code == ExitCode::no_hardware);
    CHECK(bench.open("engine=portable").has_value());
}

TEST_CASE("a second CPU device sits behind the first, and is left free where processors are short") {
    Bench bench;
    const auto processors = static_cast<unsigned>(hal::allowed_processors().size());
    const auto first = bench.open("threads=" + std::to_string(processors));
    const auto second = bench.open("threads=1");
    REQUIRE(first);
    REQUIRE(second);
    CHECK((*first)->cpu()->is_pinned);
    CHECK_FALSE((*second)->cpu()->is_pinned);
    CHECK((*second)->info().stable_id != (*first)->info().stable_id);
}

}  // namespace
}  // namespace adit::miner::rig
