// Threads side by side: what counts, and what is unknown because the machine was busy.
#include "miner/bench/scaling.hpp"

#include "hal/linux/system_clock.hpp"
#include "hal/linux/thread_affinity.hpp"
#include "miner/bench/machine.hpp"
#include "miner/bench/thread_clock.hpp"
#include "tests/support/catch.hpp"

namespace adit::miner::bench {
namespace {

using namespace std::chrono_literals;

Slot slot(unsigned threads, double rate, double share = 1) {
    return {.threads = threads, .hashes_per_second = rate, .cpu_share = share, .cycles_per_hash = 80, .hashes = 1};
}

TEST_CASE("steps are every count up to eight threads, then doubling, and the last one asked for") {
    CHECK(thread_steps(1) == std::vector<unsigned>{1});
    CHECK(thread_steps(3) == std::vector<unsigned>{1, 2, 3});
    CHECK(thread_steps(20) == std::vector<unsigned>{1, 2, 3, 4, 5, 6, 7, 8, 16, 20});
}

TEST_CASE("efficiency compares each slot with the single thread of its round") {
    const std::vector<Slot> slots{slot(1, 10), slot(2, 20), slot(1, 5), slot(2, 9.5), slot(1, 8), slot(2, 15.2)};
    const auto steps = summarise(slots);
    REQUIRE(steps.size() == 2);
    CHECK(steps[0].efficiency->median == 1);
    CHECK(steps[1].hashes_per_second.median == Approx(15.2));
    CHECK(steps[1].efficiency->median == Approx(0.95));
    CHECK(steps[1].cycles_per_hash.median == 80);
}

TEST_CASE("slots in which a thread had to share its processor say nothing about efficiency") {
    const std::vector<Slot> slots{slot(1, 10), slot(2, 20),     slot(1, 10), slot(2, 12, 0.6), slot(1, 10),
                                  slot(2, 20), slot(1, 5, 0.5), slot(2, 20), slot(1, 10),      slot(2, 20)};
    const auto steps = summarise(slots);
    REQUIRE(steps[1].efficiency.has_value());
    CHECK(steps[1].efficiency->low == 1);
    CHECK(steps[1].cpu_share == 1);
}

TEST_CASE("on a busy machine efficiency is unknown") {
    std::vector<Slot> slots;
    for (int i = 0; i < 10; ++i) {
        slots.push_back(slot(1, 10));
        slots.push_back(slot(2, 12, i < 4 ? 1 : 0.6));
    }
    const auto steps = summarise(slots);
    CHECK(steps[0].efficiency.has_value());
    CHECK_FALSE(steps[1].efficiency.has_value());
    CHECK(steps[1].cpu_share == Approx(0.6));
}

TEST_CASE("two calm pairs are too few to speak of efficiency") {
    const std::vector<Slot> slots{slot(1, 10), slot(2, 20), slot(1, 10), slot(2, 20)};
    CHECK_FALSE(summarise(slots)[1].efficiency.has_value());
}

TEST_CASE("threads hash side by side for the time they are given") {
    const hal::SystemClock wall;
    const std::vector<int> processors = hal::allowed_processors();
    const Subject subject{driver::sha256::portable_engine(), 4};
    const Instant start = wall.now();
    const Slot both = run_slot(subject, 2, processors, 5ms, wall);
    CHECK(wall.now() - start >= 5ms);
    CHECK(both.threads == 2);
    CHECK(both.hashes % 4 == 0);
    CHECK(both.hashes > 0);
    CHECK(both.hashes_per_second > 0);
    CHECK(both.cycles_per_hash > 0);
    CHECK(both.cpu_share > 0);
    CHECK(hal::allowed_processors() == processors);
}

TEST_CASE("the clock of a thread moves only while the thread runs") {
    const ThreadClock clock;
    const Instant start = clock.now();
    while (clock.now() == start) {
    }
    CHECK(clock.now() > start);
}

TEST_CASE("the machine is described by what its kernel says") {
    CHECK(cpu_model_of("processor\t: 0\nmodel name\t: Some CPU @ 2 GHz\nflags\t: x\n") == "Some CPU @ 2 GHz");
    CHECK(cpu_model_of("processor : 0\nCPU implementer\t: 0x41\nCPU part\t: 0xd0c\n") == "implementer 0x41 part 0xd0c");
    CHECK(cpu_model_of("") == "unknown");
    CHECK(load_of("1.25 0.80 0.50 2/345 6789").value_or(0) == 1.25);
    CHECK_FALSE(load_of("").has_value());
    CHECK_FALSE(describe_machine("/nonexistent").load.has_value());
    CHECK_FALSE(describe_machine().compiler.empty());
}

}  // namespace
}  // namespace adit::miner::bench
