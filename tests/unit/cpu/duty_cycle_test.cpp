// Rest in proportion, slices of half a millisecond.
#include "boards/cpu/duty_cycle.hpp"

#include "tests/support/catch.hpp"

using namespace adit;
using namespace adit::boards::cpu;
using namespace std::chrono_literals;

TEST_CASE("a duty of 100 % never rests") {
    DutyCycle duty{Percent{100}};
    for (int i = 0; i < 1000; ++i) REQUIRE(duty.worked(1ms) == 0ms);
}

TEST_CASE("a thread rests in proportion to its work, whatever the slices") {
    const int percent = GENERATE(1, 10, 50, 99);
    DutyCycle duty{Percent{percent}};
    Duration busy{}, rested{};
    for (int i = 1; i <= 20'000; ++i) {
        const Duration slice = std::chrono::microseconds{i % 900};
        busy += slice;
        rested += duty.worked(slice);
    }
    const double share = static_cast<double>(busy.count()) / static_cast<double>((busy + rested).count());
    CHECK(share * 100 == Approx(percent).epsilon(0.01));
}

TEST_CASE("slices settle at half a millisecond for slow and fast threads, with and without shared schedules") {
    const double hashes_per_s = GENERATE(5e4, 1e6, 3.5e7);
    const std::uint32_t versions = GENERATE(1U, 16U);
    SliceSizer sizer;
    for (int i = 0; i < 30; ++i) {
        const std::uint64_t hashes = sizer.nonces(1, versions) * versions;
        const auto seconds = std::chrono::duration<double>(static_cast<double>(hashes) / hashes_per_s);
        sizer.took(hashes, std::chrono::duration_cast<Duration>(seconds));
    }
    const auto hashes = static_cast<double>(sizer.nonces(1, versions) * versions);
    CHECK(hashes / hashes_per_s == Approx(500e-6).epsilon(0.4));  // 16 of 25 hashes at the slowest
}

TEST_CASE("a slice is whole groups, and at least one however slow the engine") {
    SliceSizer sizer;
    CHECK(sizer.nonces(16, 16) == 64);
    CHECK(sizer.nonces(24, 16) == 48);
    for (int i = 0; i < 30; ++i) sizer.took(256, 1s);
    CHECK(sizer.nonces(16, 16) == 16);
    CHECK(sizer.nonces(1, 16) == 1);
}

TEST_CASE("one interrupted slice at most halves the next") {
    SliceSizer sizer;
    const std::uint64_t before = sizer.nonces(1, 1);
    sizer.took(before, 10s);
    CHECK(sizer.nonces(1, 1) == before / 2);
    sizer.took(0, 10s);
    CHECK(sizer.nonces(1, 1) == before / 2);
}
