// When an engine is checked.
#include "boards/cpu/check_pace.hpp"

#include "tests/support/catch.hpp"

using adit::boards::cpu::CheckPace;
using namespace std::chrono_literals;

namespace {

/// Checks in `groups` groups of 1 us each when one check takes `cost`.
int checks_in(int groups, adit::Duration cost) {
    CheckPace pace;
    int checks = 0;
    for (int i = 0; i < groups; ++i) {
        pace.scanned(1, 1us);
        if (!pace.is_due()) continue;
        pace.checked(cost);
        ++checks;
    }
    return checks;
}

}  // namespace

TEST_CASE("a cheap check is made once in a thousand groups (HZ-31)") {
    CHECK(checks_in(999, 1us) == 0);
    CHECK(checks_in(100'000, 1us) == 100);
    CHECK(checks_in(100'000, 10us) == 100);
}

TEST_CASE("a dear check is made so seldom that it costs a hundredth of the time") {
    const auto cost = GENERATE(20us, 80us, 190us);
    const int groups = 2'000'000;
    const int checks = checks_in(groups, cost);
    const double share = static_cast<double>(checks) * std::chrono::duration<double>(cost) / (groups * 1us);
    CHECK(share == Approx(0.01).epsilon(0.02));
}

TEST_CASE("a check that was interrupted once does not put off the later ones") {
    CheckPace pace;
    pace.checked(10us);
    pace.checked(10s);
    pace.scanned(1000, 1ms);
    CHECK(pace.is_due());
}
