// The processor's heat: less work when hot, more again when cool, nothing from a reading that is not there.
#include "boards/cpu/heat_guard.hpp"

#include "tests/support/catch.hpp"
#include "tests/unit/cpu/worker_bench.hpp"

using namespace adit;
using namespace adit::boards::cpu;
using namespace adit::boards::cpu::testing;
using namespace std::chrono_literals;

namespace {

struct Summer {
    HeatGuard guard{Celsius{90.0}};
    Instant now{};

    Percent pass(std::optional<double> degrees, int seconds) {
        for (int i = 0; i < seconds; ++i, now += 1s)
            (void)guard.feed(degrees ? std::optional{Celsius{*degrees}} : std::nullopt, now);
        return guard.share();
    }
};

}  // namespace

TEST_CASE("HZ-31: one hot reading changes nothing, two lower the share by a tenth every two seconds") {
    Summer summer;
    summer.now += 10s;
    CHECK(summer.pass(95.0, 1) == Percent{100});
    CHECK(summer.pass(80.0, 1) == Percent{100});
    CHECK(summer.pass(95.0, 1) == Percent{100});
    CHECK(summer.pass(95.0, 1) == Percent{90});
    CHECK(summer.pass(95.0, 2) == Percent{80});
    CHECK(summer.pass(95.0, 60) == HeatGuard::least);
}

TEST_CASE("HZ-31: far above the limit the share falls to the least at once") {
    Summer summer;
    CHECK(summer.pass(97.9, 2) > HeatGuard::least);
    CHECK(summer.pass(98.0, 2) == HeatGuard::least);
}

TEST_CASE("HZ-31: the share climbs back only after half a minute well below the limit, and slowly") {
    Summer summer;
    summer.pass(99.0, 3);
    CHECK(summer.pass(89.0, 600) == HeatGuard::least);
    CHECK(summer.pass(81.9, 30) == HeatGuard::least);
    CHECK(summer.pass(81.9, 1) == HeatGuard::least + Percent{5});
    CHECK(summer.pass(81.9, 9) == HeatGuard::least + Percent{5});
    CHECK(summer.pass(81.9, 600) == Percent{100});
}

TEST_CASE("SA-9: an unknown temperature neither lowers the share nor lets it climb") {
    Summer summer;
    CHECK(summer.pass(std::nullopt, 600) == Percent{100});
    const Percent low = summer.pass(95.0, 6);
    CHECK(low < Percent{100});
    CHECK(summer.pass(std::nullopt, 600) == low);
    CHECK(summer.pass(81.0, 31) == low + Percent{5});
}

TEST_CASE("HZ-31: the package is looked at once a second, and all threads see the same") {
    int looks = 0;
    PackageHeat heat{[&] { return ++looks, std::optional{Celsius{99.0}}; }, Celsius{90.0}};
    CHECK_FALSE(heat.temperature().has_value());
    for (int i = 0; i < 2001; ++i) heat.look(Instant{} + 1ms * i);
    CHECK(looks == 3);
    CHECK(heat.temperature() == Celsius{99.0});
    CHECK(heat.share() == HeatGuard::least);
}

TEST_CASE("HZ-31: a worker looks at the package while it hashes, and rests once it is hot") {
    constexpr Engine slow = fake_engine<Spoil::nothing, 100>("slow");
    WorkerBench bench{slow, small_box(1U << 18U)};  // 26 ms of hashing: rests of 95 ms after every 5 ms of it
    bench.source.allow(1);
    SECTION("cool") {
        bench.package = Celsius{60.0};
        bench.run();
        CHECK(bench.heat.temperature() == Celsius{60.0});
        CHECK(bench.heat.share() == Percent{100});
    }
    SECTION("hot") {
        bench.package = Celsius{99.0};
        for (int i = 0; i < 2; ++i, lab.clock.advance(1s)) bench.heat.look(lab.clock.now());
        const auto begin = std::chrono::steady_clock::now();
        bench.run();
        CHECK(std::chrono::steady_clock::now() - begin >= 200ms);
    }
}
