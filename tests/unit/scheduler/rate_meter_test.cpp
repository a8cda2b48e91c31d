// Verified hash rates.
#include "miner/scheduler/rate_meter.hpp"

#include "tests/support/catch.hpp"

using namespace adit;
using adit::miner::RateMeter;
using namespace std::chrono_literals;

namespace {

constexpr Instant begin{500s};

/// `hashes` every second for `seconds`.
void run(RateMeter& meter, int from_s, int to_s, double hashes) {
    for (int s = from_s; s < to_s; ++s) meter.add(hashes, begin + std::chrono::seconds{s});
}

}  // namespace

TEST_CASE("without work there is no rate, and it is zero") {
    const RateMeter meter;
    CHECK(meter.average(begin).value == 0);
    CHECK(meter.current(begin).value == 0);
}

TEST_CASE("the average counts from the first work, whatever came later") {
    RateMeter meter;
    meter.start(begin);
    meter.start(begin + 50s);
    run(meter, 0, 100, 1000);
    CHECK(meter.average(begin + 100s).value == Approx(1000));
    CHECK(meter.average(begin + 200s).value == Approx(500));
}

TEST_CASE("the current rate follows a change within about a minute") {
    RateMeter meter;
    meter.start(begin);
    run(meter, 0, 300, 1000);
    run(meter, 300, 400, 4000);
    CHECK(meter.current(begin + 400s).value == Approx(4000).epsilon(0.02));
    CHECK(meter.average(begin + 400s).value == Approx(1750));
}

TEST_CASE("the current rate of a device that fell silent is zero after 65 s") {
    RateMeter meter;
    meter.start(begin);
    run(meter, 0, 300, 1000);
    CHECK(meter.current(begin + 330s).value > 0);
    CHECK(meter.current(begin + 370s).value == 0);
}

TEST_CASE("in the first minute the current rate is the average") {
    RateMeter meter;
    meter.start(begin);
    run(meter, 0, 20, 1000);
    CHECK(meter.current(begin + 20s).value == Approx(1000));
}

TEST_CASE("a long silence does not blur what comes after it") {
    RateMeter meter;
    meter.start(begin);
    run(meter, 0, 60, 1000);
    run(meter, 100'000, 100'100, 2000);
    CHECK(meter.current(begin + 100'100s).value == Approx(2000).epsilon(0.02));
}
