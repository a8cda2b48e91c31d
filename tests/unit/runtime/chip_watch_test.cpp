// What the Runner makes of chips' answers, counters and results.
#include "boards/runtime/chip_watch.hpp"

#include <chrono>
#include <cmath>

#include "tests/support/catch.hpp"

using namespace adit;
using namespace adit::boards;
using namespace std::chrono_literals;
namespace bm = adit::driver::bm13xx;

namespace {

constexpr Instant start{1h};
constexpr Megahertz clock_525{525};

/// Four BM1370; every chip answers once a second and finds a result in five.
struct Bench {
    explicit Bench(std::uint16_t chips = 4) : chain{{.chip = &bm::bm1370, .chips = chips}} {
        watch.begin(clock_525, now);
        answers.fill(true);
        finds.fill(true);
        counts.fill(true);
    }
    [[nodiscard]] std::uint8_t address(std::uint16_t chip) const {
        return bm::assigned_address(bm::bm1370, chain.present(), chip);
    }
    void tell_clock(std::uint16_t chip, std::uint32_t value) {
        watch.note(bm::RegisterValue{address(chip), bm::Register::pll0, value}, now);
    }
    void run(Duration time) {
        for (const Instant end = now + time; now < end;) {
            now += 1s;
            ++second;
            for (std::uint16_t chip = 0; chip < chain.present(); ++chip) tell(chip);
            watch.look(counters, now);
        }
    }
    void tell(std::uint16_t chip) {
        const auto count = static_cast<std::uint32_t>(second * 249);
        if (counts[chip]) counted[chip] = count;
        if (answers[chip]) {
            watch.note(bm::RegisterValue{address(chip), bm::Register::total_counter, counted[chip]}, now);
            tell_clock(chip, word);
        }
        if (finds[chip] && second % 5 == 0) watch.note(chip, NonceVerdict::credited, now);
    }
    [[nodiscard]] safety::ChainFacts facts() const { return watch.facts(1.0, now); }
    [[nodiscard]] BoardStatus status() const {
        BoardStatus status;
        watch.describe(status, now);
        return status;
    }

    bm::Chain chain;
    ChipWatch watch{chain};
    bm::ChainCounters counters{};
    Instant now = start;
    int second = 0;
    std::uint32_t word = bm::pack(*bm::nearest_pll(clock_525, bm::bm1370.pll));
    std::array<bool, 128> answers{}, finds{}, counts{};
    std::array<std::uint32_t, 128> counted{};
};

}  // namespace

TEST_CASE("chips that answer, count and find are working, and their counters add up") {
    Bench bench;
    bench.run(90s);
    CHECK(bench.facts().working == 4);
    CHECK(bench.facts().present == 4);
    CHECK_FALSE(bench.facts().is_clock_wrong);
    REQUIRE(bench.facts().counted_rate);
    CHECK(bench.facts().counted_rate->value == Approx(4 * 2040 * 525e6).epsilon(0.01));
    CHECK(bench.facts().results == 4 * 18);
    CHECK(bench.status().worst_chip_count == 0);
    CHECK(bench.status().chips_working == 4);
}

TEST_CASE("HZ-20: a chip of which nothing is heard for a minute is not working, and is named") {
    Bench bench;
    bench.run(30s);
    bench.answers[2] = bench.finds[2] = false;
    bench.run(59s);
    CHECK(bench.facts().working == 4);
    bench.run(2s);
    CHECK(bench.facts().working == 3);
    CHECK(bench.facts().present == 4);
    CHECK(bench.status().worst_chip_count == 1);
    CHECK(bench.status().worst_chips[0] == ChipTrouble{2, "silent"});
    bench.answers[2] = bench.finds[2] = true;
    bench.run(20s);
    CHECK(bench.facts().working == 4);
}

TEST_CASE("HZ-21: a chip that answers but whose counter stands still, or that finds nothing, is not working") {
    Bench bench;
    bench.run(30s);
    SECTION("flat-lined") {
        bench.counts[1] = false;
        bench.run(21s);
        CHECK(bench.status().worst_chips[0] == ChipTrouble{1, "flat-lined"});
    }
    SECTION("zombie: fourteen times the time its neighbours need") {
        bench.finds[1] = false;
        bench.run(69s);
        CHECK(bench.facts().working == 4);
        bench.run(60s);
        CHECK(bench.status().worst_chips[0] == ChipTrouble{1, "no results"});
    }
    CHECK(bench.facts().working == 3);
}

TEST_CASE("HZ-20: chips that never answer reads but find as they should are working") {
    Bench bench;
    bench.answers.fill(false);
    bench.run(120s);
    CHECK(bench.facts().working == 4);
    CHECK_FALSE(bench.facts().counted_rate.has_value());
}

TEST_CASE("HZ-11: one chip whose clock reads back as something else is seen, and so is its mending") {
    Bench bench;
    bench.run(2s);
    SECTION("another frequency") { bench.tell_clock(3, bm::pack(*bm::nearest_pll({500}, bm::bm1370.pll))); }
    SECTION("no frequency") { bench.tell_clock(3, 0); }
    CHECK(bench.facts().is_clock_wrong);
    CHECK(bench.status().worst_chips[0] == ChipTrouble{3, "wrong clock"});
    CHECK(bench.facts().working == 4);
    bench.tell_clock(3, bench.word | 0x80000000u);  // the lock bit says nothing about the frequency
    CHECK_FALSE(bench.facts().is_clock_wrong);
}

TEST_CASE("HZ-23 to HZ-25: wrong and repeated results count against the window, also those nothing explains") {
    Bench bench;
    for (int i = 0; i < 90; ++i) bench.watch.note(0, NonceVerdict::credited, bench.now);
    for (int i = 0; i < 4; ++i) bench.watch.note(1, NonceVerdict::hardware_error, bench.now);
    for (int i = 0; i < 3; ++i) bench.watch.note(1, NonceVerdict::duplicate, bench.now);
    bench.watch.note_impossible(2);
    bench.counters.inconsistent_nonces = 2;
    bench.watch.look(bench.counters, bench.now);
    CHECK(bench.facts().results == 100);
    CHECK(bench.facts().bad_share == Approx(0.07));
    CHECK(bench.facts().duplicate_share == Approx(0.03));
    bench.watch.begin({500}, bench.now);
    CHECK(bench.facts().results == 0);
}

TEST_CASE("HZ-26: broken frames are told per second") {
    Bench bench;
    bench.run(1s);
    for (int second = 0; second < 3; ++second) {
        bench.counters.crc_failures += 30;
        bench.run(1s);
        CHECK(bench.facts().bad_frames_per_second == Approx(30));
    }
    bench.run(1s);
    CHECK(bench.facts().bad_frames_per_second == 0.0);
}

TEST_CASE("the worst four of many bad chips are named, the worst first") {
    Bench bench{12};
    bench.run(30s);
    for (const int chip : {4, 5, 6}) bench.counts[static_cast<std::size_t>(chip)] = false;
    for (const int chip : {9, 10})
        bench.answers[static_cast<std::size_t>(chip)] = bench.finds[static_cast<std::size_t>(chip)] = false;
    bench.run(75s);
    CHECK(bench.facts().working == 7);
    CHECK(bench.status().worst_chip_count == 4);
    CHECK(bench.status().worst_chips[0] == ChipTrouble{9, "silent"});
    CHECK(bench.status().worst_chips[2] == ChipTrouble{4, "flat-lined"});
}

TEST_CASE("of a chain that does not hash nothing is judged, and chips that are not there are not asked for") {
    Bench bench;
    bench.chain.set_present(2);
    bench.watch.begin(clock_525, bench.now);
    bench.run(90s);
    CHECK(bench.facts().expected == 4);
    CHECK(bench.facts().present == 2);
    CHECK(bench.facts().working == 2);
    CHECK(bench.status().chips_expected == 4);
    bench.watch.note(700, NonceVerdict::hardware_error, bench.now);
    bench.watch.note_impossible(700);
    CHECK(bench.facts().bad_share == 0.0);
    bench.watch.end(bench.now);
    bench.now += 10min;
    CHECK(bench.facts().working == 2);
    CHECK(bench.facts().results == 0);
    CHECK(bench.status().worst_chip_count == 0);
}
