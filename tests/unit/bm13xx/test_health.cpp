// Chip and domain health, judged from counters.
#include "driver/bm13xx/health.hpp"

#include "tests/support/catch.hpp"

using namespace adit;
using namespace adit::driver::bm13xx;
using namespace std::chrono_literals;

namespace {

constexpr Instant start{1h};
constexpr Megahertz clock_525{525};
constexpr double per_second = 2040 * 525e6 / 4294967296.0;  // counter steps of a BM1370

/// Four BM1370 whose domains run at a share of nominal each.
struct Bench {
    ChainHealth health{bm1370, 4};
    std::array<std::array<double, 4>, 4> shares;
    std::array<bool, 4> answers{true, true, true, true};

    Bench() {
        for (auto& chip : shares) chip.fill(1.0);
        health.note_clock(clock_525, start);
    }
    void tell(Duration after) {
        const double seconds = std::chrono::duration<double>{after}.count();
        for (std::uint16_t chip = 0; chip < 4; ++chip) {
            if (!answers[chip]) continue;
            double total = 0;
            for (std::uint8_t domain = 0; domain < 4; ++domain) {
                const double count = seconds * per_second / 4 * shares[chip][domain];
                total += count;
                health.note({chip, DomainHashes{domain, static_cast<std::uint32_t>(count)}}, start + after);
            }
            health.note({chip, TotalHashes{static_cast<std::uint32_t>(total)}}, start + after);
        }
    }
    void run(Duration from, Duration to) {
        for (Duration t = from; t <= to; t += 1s) tell(t);
    }
};

}  // namespace

TEST_CASE("chips that count as they should are healthy after one window, unknown before") {
    Bench bench;
    bench.run(0s, 9s);
    CHECK(bench.health.chip(0, start + 9s) == PartHealth::unknown);
    bench.run(10s, 12s);
    const HealthSummary summary = bench.health.summary(start + 12s);
    CHECK(summary.healthy == 4);
    CHECK(summary.bad_domains == 0);
    CHECK_FALSE(summary.is_count_wrong());
    CHECK(bench.health.rate(3)->value == Approx(2040 * 525e6).epsilon(0.01));
    CHECK(bench.health.domain(3, 3, start + 12s) == PartHealth::healthy);
}

TEST_CASE("HZ-21 a chip that answers but whose counter stands still has flat-lined") {
    Bench bench;
    bench.shares[2].fill(0);
    bench.run(0s, 11s);
    CHECK(bench.health.chip(2, start + 11s) == PartHealth::flat_lined);
    CHECK(bench.health.domain(2, 0, start + 11s) == PartHealth::unknown);
    CHECK(bench.health.summary(start + 11s).flat_lined == 1);
    CHECK(bench.health.summary(start + 11s).bad_domains == 0);
}

TEST_CASE("a chip below 65 percent of nominal is weak, one above is not") {
    Bench bench;
    bench.shares[0].fill(0.64);
    bench.shares[1].fill(0.66);
    bench.run(0s, 11s);
    CHECK(bench.health.chip(0, start + 11s) == PartHealth::weak);
    CHECK(bench.health.chip(1, start + 11s) == PartHealth::healthy);
}

TEST_CASE("HZ-21 a domain that stands still or lags behind its chip's others is found while the chip hashes") {
    Bench bench;
    bench.shares[0] = {1, 1, 0, 1};
    bench.shares[1] = {1, 0.8, 1, 1};
    bench.shares[2] = {1, 0.97, 1, 1};
    bench.run(0s, 11s);
    const Instant now = start + 11s;
    CHECK(bench.health.chip(0, now) == PartHealth::healthy);  // three quarters
    CHECK(bench.health.domain(0, 2, now) == PartHealth::flat_lined);
    CHECK(bench.health.domain(0, 1, now) == PartHealth::healthy);
    CHECK(bench.health.domain(1, 1, now) == PartHealth::weak);
    CHECK(bench.health.domain(2, 1, now) == PartHealth::healthy);
    CHECK(bench.health.summary(now).bad_domains == 2);
}

TEST_CASE("HZ-20 a chip not heard of for a minute is dead, until it answers again") {
    Bench bench;
    bench.answers[1] = false;
    bench.run(0s, 59s);
    CHECK(bench.health.chip(1, start + 59s) == PartHealth::unknown);
    bench.run(60s, 61s);
    CHECK(bench.health.chip(1, start + 61s) == PartHealth::dead);
    bench.answers[1] = true;
    bench.run(62s, 75s);
    CHECK(bench.health.chip(1, start + 75s) == PartHealth::healthy);
    CHECK(bench.health.summary(start + 75s).dead == 0);
}

TEST_CASE("HZ-20 a count other than the board's is wrong") {
    Bench bench;
    for (const std::uint16_t seen : {std::uint16_t{0}, std::uint16_t{3}, std::uint16_t{5}}) {
        bench.health.note_count(seen);
        CHECK(bench.health.summary(start).is_count_wrong());
    }
    bench.health.note_count(4);
    CHECK_FALSE(bench.health.summary(start).is_count_wrong());
}

TEST_CASE("lost configuration is counted and starts the judgement anew, as a change of clock does") {
    Bench bench;
    bench.run(0s, 11s);
    bench.health.note_configuration_lost(start + 12s);
    CHECK(bench.health.summary(start + 12s).lost_configurations == 1);
    CHECK(bench.health.chip(0, start + 12s) == PartHealth::unknown);
    bench.run(12s, 23s);
    CHECK(bench.health.chip(0, start + 23s) == PartHealth::healthy);
    bench.health.note_clock({600}, start + 24s);
    CHECK_FALSE(bench.health.rate(0).has_value());
    bench.health.note_clock({}, start + 25s);
    CHECK(bench.health.chip(0, start + 10min) == PartHealth::unknown);
}

TEST_CASE("a chip that tells its rate itself is judged by that, and the die's temperature is kept") {
    ChainHealth health{bm1397, 1};
    health.note_clock({425}, start);
    health.note({0, ChipRate{{0.28e12}}}, start + 1s);
    CHECK(health.chip(0, start + 1s) == PartHealth::healthy);
    health.note({0, ChipRate{{0.1e12}}}, start + 2s);
    CHECK(health.chip(0, start + 2s) == PartHealth::weak);
    health.note({0, ChipRate{{0}}}, start + 3s);
    CHECK(health.chip(0, start + 3s) == PartHealth::flat_lined);
    CHECK_FALSE(health.temperature(0).has_value());
    health.note({0, DieTemperature{{53.4}}}, start + 3s);
    CHECK(health.temperature(0)->value == Approx(53.4));
}

TEST_CASE("FI-S5 readings of chips and domains that do not exist change nothing") {
    Bench bench;
    bench.health.note({4, TotalHashes{1}}, start);
    bench.health.note({65535, TotalHashes{1}}, start);
    bench.health.note({0, DomainHashes{200, 1}}, start);
    CHECK(bench.health.chip(4, start) == PartHealth::unknown);
    CHECK(bench.health.domain(0, 200, start) == PartHealth::unknown);
    CHECK_FALSE(bench.health.rate(999).has_value());
    CHECK_FALSE(bench.health.temperature(999).has_value());
}
