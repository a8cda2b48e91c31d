// The table of engines: what it promises, and that the engines agree with each other on a million headers.
#include <algorithm>
#include <iostream>
#include <random>

#include "driver/sha256/sha256.hpp"
#include "tests/unit/sha256/engines_here.hpp"

using namespace adit;
using namespace adit::driver;
using test::HitSet;

namespace {

/// A limit with many hits, few hits, or (as on a real network) practically none.
std::uint32_t some_limit(std::mt19937& random) {
    constexpr std::array limits{0u, 1u, 0x000fffffu, 0x0fffffffu, 0x7fffffffu, 0xfffffffeu, 0xffffffffu};
    return limits[random() % limits.size()];
}

Work random_work(std::mt19937& random) {
    Work work;
    for (std::byte& byte : work.header) byte = static_cast<std::byte>(random());
    work.version_count = static_cast<std::uint8_t>(1 + random() % 16);
    for (std::uint32_t& version : work.versions) version = static_cast<std::uint32_t>(random());
    return work;
}

const sha256::Engine* engine_named(std::string_view name) {
    const auto all = sha256::engines();
    const auto found = std::ranges::find(all, name, &sha256::Engine::name);
    return found == all.end() ? nullptr : &*found;
}

}  // namespace

TEST_CASE("the portable engine comes first and needs nothing, and names are unique") {
    const auto all = sha256::engines();
    REQUIRE_FALSE(all.empty());
    CHECK(&sha256::portable_engine() == &all.front());
    CHECK(all.front().needs == hal::CpuFeatures{});
    std::set<std::string_view> names;
    for (const sha256::Engine& engine : all) names.insert(engine.name);
    CHECK(names.size() == all.size());
}

TEST_CASE("the bounds are those of the operation counts") {
    struct Bound {
        std::string_view engine;
        double plain, shared;
    };
    for (const Bound& bound :
         {Bound{"avx512", 89.0, 75.5}, Bound{"avx2", 239.7, 206.9}, Bound{"sse4.1", 479.3, 413.7},
          Bound{"sha-ni", 162.0, 162.0}, Bound{"neon", 547.0, 466.4}, Bound{"portable", 742.4, 641.9}})
        if (const sha256::Engine* engine = engine_named(bound.engine); engine != nullptr) {
            CAPTURE(bound.engine);
            CHECK(engine->cost.bound_cycles(1) == Approx(bound.plain).margin(0.05));
            CHECK(engine->cost.bound_cycles(16) == Approx(bound.shared).margin(0.05));
        }
}

TEST_CASE("every engine of this build can run here") {
    const auto usable = test::engines_here();
    for (const sha256::Engine& engine : sha256::engines())
        if (std::ranges::find(usable, engine.name, &sha256::Engine::name) == usable.end())
            std::cout << "NOT RUN: this processor cannot run " << engine.name << '\n';
    CHECK_FALSE(usable.empty());
}

TEST_CASE("HZ-31 every engine finds what the portable one finds on a million random headers") {
    std::mt19937 random{224};
    const auto usable = test::engines_here();
    std::uint64_t headers = 0, hits = 0;
    while (headers < 1'000'000) {
        const Work work = random_work(random);
        sha256::ScanJob job = sha256::prepare(work);
        job.top_limit = some_limit(random);
        const auto first = static_cast<std::uint32_t>(random());
        const std::uint64_t count = 1 + random() % 64;
        const HitSet expected = test::scan(usable.front(), job, first, count);
        for (std::size_t i = 1; i < usable.size(); ++i) {
            CAPTURE(usable[i].name, job.top_limit, first, count, work.version_count);
            REQUIRE(test::scan(usable[i], job, first, count) == expected);
        }
        headers += count * work.version_count;
        hits += expected.size();
    }
    CHECK(hits > headers / 4);
    CHECK(hits < headers / 2);
}
