// How often chips are asked: often enough to know, seldom enough for the line.
#include "boards/runtime/counter_schedule.hpp"

#include <chrono>

#include "tests/support/catch.hpp"

using namespace adit;
using namespace adit::boards;
using namespace std::chrono_literals;
namespace bm = adit::driver::bm13xx;

namespace {

constexpr Instant start{1h};

struct Asked {
    double load = 0;  ///< of the line, answers only
    int clock_reads = 0, reads = 0;
};

Asked ask(const bm::ChipModel& chip, std::uint16_t chips, Baud baud, Duration time) {
    const bm::Chain chain{{.chip = &chip, .chips = chips}};
    CounterSchedule schedule{chain};
    schedule.restart(start);
    Asked asked;
    double bits = 0;
    for (Instant now = start; now < start + time; now += 1ms) {
        const auto frame = schedule.next(baud, now);
        if (!frame) continue;
        ++asked.reads;
        if (*frame == chain.clock_read()) ++asked.clock_reads;
        bits += 10.0 * chip.replies.rolling * chips;
    }
    asked.load = bits / (static_cast<double>(baud.value) * std::chrono::duration<double>{time}.count());
    return asked;
}

}  // namespace

TEST_CASE("counters of the longest chain take less than a tenth of the slowest line") {
    for (const bm::ChipModel* chip : bm::chip_models())
        for (const std::uint32_t baud : {115'200u, 1'000'000u, 3'125'000u}) {
            const Asked asked = ask(*chip, chip->most_chips, {baud}, 60s);
            CAPTURE(chip->name, baud, asked.load);
            CHECK(asked.load < 0.1);
            CHECK(asked.clock_reads >= 4);
        }
}

TEST_CASE("a round is the clock's read-back and every counter, and begins again when told") {
    const Asked asked = ask(bm::bm1370, 1, {1'000'000}, 10s);
    CHECK(asked.clock_reads == 2);
    CHECK(asked.reads == 2 * 7);
    const bm::Chain chain{{.chip = &bm::bm1362}};
    CounterSchedule schedule{chain};
    schedule.restart(start + 3s);
    CHECK_FALSE(schedule.next({115'200}, start + 2s));
    CHECK(schedule.next({115'200}, start + 3s) == chain.clock_read());
    CHECK_FALSE(schedule.next({115'200}, start + 3s));
    schedule.restart(start + 3s);
    CHECK(schedule.next({115'200}, start + 3s) == chain.clock_read());
}
