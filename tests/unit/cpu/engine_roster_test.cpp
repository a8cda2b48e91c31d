// Which engine is used: features, known answers, the trial, and what is left when one is caught.
#include "boards/cpu/engine_roster.hpp"

#include <array>
#include <cstdlib>

#include "boards/cpu/engine_names.hpp"
#include "hal/linux/cpu_features.hpp"
#include "hal/linux/system_clock.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/cpu/fake_engines.hpp"

using namespace adit;
using namespace adit::boards::cpu;
using namespace adit::boards::cpu::testing;

namespace {

Progress must_not_run(const ScanJob&, std::uint32_t, std::uint64_t, Hit*, std::size_t) noexcept { std::abort(); }

const Engine slow = fake_engine<Spoil::nothing, 300>("slow");
const Engine fast = fake_engine<Spoil::nothing, 100>("fast");
const Engine wrong = fake_engine<Spoil::miss_lane_5, 50>("wrong");

driver::Work some_work() {
    driver::Work work;
    work.version_count = 2;
    work.versions = {0x20000000, 0x20002000};
    return work;
}

}  // namespace

TEST_CASE("the fastest engine is used, wherever it stands in the list") {
    const std::array forwards{slow, fast}, backwards{fast, slow};
    CHECK(EngineRoster{forwards, {}, lab.clock}.fastest().engine().name == "fast");
    CHECK(EngineRoster{backwards, {}, lab.clock}.fastest().engine().name == "fast");
}

TEST_CASE("an engine whose instructions the processor lacks is never called, and asking for it says so") {
    const std::array engines{slow, Engine{.name = "alien",
                                          .needs = {hal::CpuFeature::neon, hal::CpuFeature::avx512},
                                          .group_nonces = 8,
                                          .scan = must_not_run,
                                          .cost = {}}};
    const EngineRoster roster{engines, {hal::CpuFeature::avx512}, lab.clock};
    CHECK(roster.find("alien").error() == ChoiceError::unsupported);
    CHECK(roster.find("slow").has_value());
    CHECK(roster.find("Slow").error() == ChoiceError::unknown);
    CHECK(roster.fastest().engine().name == "slow");
    CHECK(roster.disabled().empty());
}

TEST_CASE("an engine that fails the known answers is disabled and the next is used (HZ-31)") {
    const std::array engines{wrong, slow, fast};
    const EngineRoster roster{engines, {}, lab.clock};
    CHECK(roster.fastest().engine().name == "fast");
    CHECK(roster.find("wrong").error() == ChoiceError::disabled);
    REQUIRE(roster.disabled().size() == 1);
    CHECK(roster.disabled()[0].engine == "wrong");
    CHECK(roster.disabled()[0].mistake.fault == EngineFault::missed_hit);
    CHECK_FALSE(roster.disabled()[0].header);
}

TEST_CASE("when all others fail, the portable engine is used (HZ-31)") {
    const Engine worse = fake_engine<Spoil::repeat>("worse");
    const std::array engines{wrong, worse};
    const EngineRoster roster{engines, {}, lab.clock};
    CHECK(roster.fastest().engine().name == "portable");
    CHECK(roster.has_usable());
    CHECK(roster.disabled().size() == 2);
}

TEST_CASE("an engine that is caught in operation leaves the next fastest, and in the end the portable one (HZ-31)") {
    const std::array engines{slow, fast};
    EngineRoster roster{engines, {}, lab.clock};
    const RosterEntry& first = roster.fastest();
    CHECK(roster.widest_group() == 8);
    roster.disable(first, {EngineFault::false_hit, {77, 1}}, some_work());
    roster.disable(first, {EngineFault::false_hit, {78, 1}}, some_work());  // by another worker
    CHECK_FALSE(first.is_usable());
    CHECK(roster.fastest().engine().name == "slow");
    REQUIRE(roster.disabled().size() == 1);
    REQUIRE(roster.disabled()[0].header);
    CHECK(roster.disabled()[0].header == driver::sha256::header_of(some_work(), 0x20002000, 77));
    roster.disable(roster.fastest(), {EngineFault::missed_hit, {1, 200}}, some_work());
    CHECK(roster.fastest().engine().name == "portable");
    roster.disable(roster.fastest(), {EngineFault::missed_hit, {1, 0}}, some_work());
    CHECK(roster.fastest().is_usable());
    CHECK(roster.disabled().size() == 2);
}

TEST_CASE("the engines of this build pass on this machine and one is chosen") {
    const hal::SystemClock clock;
    const EngineRoster roster{driver::sha256::engines(), hal::detect_cpu_features(), clock};
    CHECK(roster.disabled().empty());
    CHECK(roster.entries().size() == driver::sha256::engines().size());
    CHECK(roster.fastest().ns_per_hash() < 1e6);
    CHECK(roster.fastest().versions() >= 1);
    CHECK_THAT(engine_names(driver::sha256::engines()), Catch::StartsWith("portable"));
}
