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

TEST_CASE("slices settle at half a millisecond for slow and fast threads alike") {
    const double nonces_per_s = GENERATE(5e4, 1e6, 2e7);
    SliceSizer sizer;
    for (int i = 0; i < 30; ++i) {
        const auto seconds = std::chrono::duration<double>(static_cast<double>(sizer.nonces()) / nonces_per_s);
        sizer.took(sizer.nonces(), std::chrono::duration_cast<Duration>(seconds));
    }
    CHECK(static_cast<double>(sizer.nonces()) / nonces_per_s == Approx(500e-6).epsilon(0.1));
}

TEST_CASE("one interrupted slice at most halves the next") {
    SliceSizer sizer;
    const std::uint64_t before = sizer.nonces();
    sizer.took(before, 10s);
    CHECK(sizer.nonces() == before / 2);
    sizer.took(0, 10s);
    CHECK(sizer.nonces() == before / 2);
}
