// SA-11, HZ-12: what trips and sags still count for survives a restart as time left, and never becomes less by it.
#include "boards/safety/restart_policy.hpp"
#include "boards/safety/trip_policy.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/safety/bench.hpp"

namespace adit::boards::safety::test {
namespace {

constexpr Duration window = 1h;

/// The memory of a process that finds `debt`.
Memory restarted(const Debt& debt, Instant now) { return memory_at_start(gamma_profile(), {}, {.debt = debt}, now); }

TEST_CASE("SA-11: what is left of a trip's hour is the same before and after a restart, on whatever clock") {
    Memory memory;
    const Timings timings;
    REQUIRE(book_trip(memory, Reason::chip_emergency, Instant{2h}, timings));
    REQUIRE(book_trip(memory, Reason::chip_emergency, Instant{2h + 10min}, timings));
    REQUIRE(book_trip(memory, Reason::zero_rate, Instant{2h + 20min}, timings));
    const Debt debt = debt_of(memory, Instant{2h + 30min}, window);
    CHECK(debt.trips[retry_place(Reason::chip_emergency)] == std::array<std::uint16_t, 3>{0, 1800, 2400});
    CHECK(debt.trips[retry_place(Reason::zero_rate)] == std::array<std::uint16_t, 3>{0, 0, 3000});
    const Instant later = GENERATE(Instant{}, Instant{5s}, Instant{1000h});
    const Memory next = restarted(debt, later);
    CHECK(debt_of(next, later, window) == debt);
    CHECK(recent_trips(next, later, timings) == 3);
    CHECK(recent_trips(next, later + 30min, timings) == 2);
    CHECK(recent_trips(next, later + 50min, timings) == 0);
}

TEST_CASE("SA-11: the budget that is left after a restart is what was left before") {
    Memory memory = restarted({.trips = {{{600, 600, 600}}}}, Instant{1s});
    const Timings timings;
    CHECK_FALSE(book_trip(memory, Reason::chip_emergency, Instant{2s}, timings));
    CHECK(retry_place(Reason::chip_emergency) == 0);
    CHECK(book_trip(memory, Reason::zero_rate, Instant{2s}, timings));
    CHECK(book_trip(memory, Reason::chip_emergency, Instant{602s}, timings));
}

TEST_CASE("SA-11: a second that has begun counts whole, one that is over not at all") {
    Memory memory;
    REQUIRE(book_trip(memory, Reason::chip_emergency, Instant{1h}, {}));
    const auto left = [&](Duration after) { return debt_of(memory, Instant{1h + after}, window).trips[0][2]; };
    CHECK(left(0ns) == 3600);
    CHECK(left(1ns) == 3600);
    CHECK(left(1h - 1ns) == 1);
    CHECK(left(1h) == 0);
}

TEST_CASE("SA-11: times left that nobody could have written shorten no budget and lengthen no hour") {
    const Debt wild{.trips = {{{65535, 0, 7}}}, .sags = 255, .sags_for = 65535};
    const Memory memory = restarted(wild, Instant{10s});
    CHECK(memory.trips[0].count == 2);
    CHECK(memory.trips[0].at[0] <= memory.trips[0].at[1]);
    CHECK(memory.trips[0].at[1] <= Instant{10s});
    CHECK(memory.last_sag <= Instant{10s});
}

TEST_CASE("HZ-12: sags are kept as long as they count") {
    Memory memory;
    (void)book_sag(memory, Instant{3h});
    (void)book_sag(memory, Instant{3h + 1min});
    const Debt debt = debt_of(memory, Instant{4h + 1min}, window);
    CHECK(debt.sags == 2);
    CHECK(debt.sags_for == 3600);
    Memory next = restarted(debt, Instant{1min});
    CHECK(next.sags == 2);
    CHECK(book_sag(next, Instant{1h}) == Duration{30min});
    Memory late = restarted(debt, Instant{1min});
    CHECK(book_sag(late, Instant{2h}) == Duration{5min});
    CHECK(debt_of(memory, Instant{6h}, window) == Debt{});
    CHECK(restarted({.sags = 9, .sags_for = 0}, Instant{1min}).sags == 0);
}

TEST_CASE("the last booking is the newest trip or sag, and goes away with a cleared latch") {
    Memory memory;
    CHECK_FALSE(last_booking(memory));
    REQUIRE(book_trip(memory, Reason::zero_rate, Instant{20s}, {}));
    REQUIRE(book_trip(memory, Reason::chip_emergency, Instant{10s}, {}));
    CHECK(last_booking(memory) == Instant{20s});
    (void)book_sag(memory, Instant{30s});
    CHECK(last_booking(memory) == Instant{30s});
}

}  // namespace
}  // namespace adit::boards::safety::test
