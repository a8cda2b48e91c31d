// How often a stuck bus is set up again.
#include "boards/runtime/bus_recovery.hpp"

#include "tests/support/catch.hpp"

using namespace adit;
using namespace adit::boards;
using namespace std::chrono_literals;

TEST_CASE("HZ-29: a bus is due after three time-outs in a row, and ten seconds after the last time") {
    BusCare care;
    const Instant start{1h};
    CHECK_FALSE(care.is_due(2, start));
    CHECK(care.is_due(3, start));
    care.note(start);
    CHECK_FALSE(care.is_due(9, start + 9s));
    CHECK(care.is_due(3, start + 10s));
}

TEST_CASE("HZ-29: recoveries are counted for an hour, up to eight") {
    BusCare care;
    Instant now{1h};
    CHECK(care.within_hour(now) == 0);
    for (int i = 1; i <= 5; ++i, now += 10min) {
        care.note(now);
        CHECK(care.within_hour(now) == i);
    }
    CHECK(care.within_hour(now + 30min) == 2);
    for (int i = 0; i < 40; ++i, now += 10s) care.note(now);
    CHECK(care.within_hour(now) == 8);
    CHECK_FALSE(care.is_due(3, now - 1s));
    CHECK(care.within_hour(now + 1h) == 0);
}
