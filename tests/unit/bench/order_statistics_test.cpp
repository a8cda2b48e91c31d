// Medians, their intervals and ratios: known ranks, no assumption about the spread.
#include "miner/bench/order_statistics.hpp"

#include <algorithm>
#include <numeric>
#include <random>

#include "tests/support/catch.hpp"

namespace adit::miner::bench {
namespace {

std::vector<double> one_to(int n) {
    std::vector<double> numbers(static_cast<std::size_t>(n));
    std::iota(numbers.begin(), numbers.end(), 1.0);
    return numbers;
}

TEST_CASE("the interval of the median ends at the ranks that the sign test gives") {
    const Estimate hundred = estimate(one_to(100));
    CHECK(hundred.median == 50.5);
    CHECK(hundred.low == 40);
    CHECK(hundred.high == 61);
    const Estimate twenty_five = estimate(one_to(25));
    CHECK(twenty_five.median == 13);
    CHECK(twenty_five.low == 7);
    CHECK(twenty_five.high == 19);
}

TEST_CASE("too few samples for 95 percent give their range, none give zero") {
    CHECK(estimate({}) == Estimate{});
    const Estimate one = estimate({7});
    CHECK((one.low == 7 && one.median == 7 && one.high == 7 && one.p10 == 7));
    const Estimate five = estimate({3, 1, 2, 5, 4});
    CHECK((five.low == 1 && five.median == 3 && five.high == 5));
}

TEST_CASE("quantiles lie between the samples") {
    const std::vector<double> sorted = one_to(11);
    CHECK(quantile(sorted, 0) == 1);
    CHECK(quantile(sorted, 0.1) == 2);
    CHECK(quantile(sorted, 0.25) == 3.5);
    CHECK(quantile(sorted, 1) == 11);
}

TEST_CASE("the interval holds the true median in at least 95 percent of samples of a skewed distribution") {
    std::mt19937 random{1};
    std::exponential_distribution<double> skewed{1};
    const double truth = std::log(2.0);
    int held = 0;
    for (int trial = 0; trial < 2000; ++trial) {
        std::vector<double> samples(60);
        std::ranges::generate(samples, [&] { return skewed(random); });
        const Estimate found = estimate(samples);
        held += found.low <= truth && truth <= found.high ? 1 : 0;
    }
    CHECK(held >= 1900);
    CHECK(held < 1990);  // and not because it is far too wide
}

TEST_CASE("one slow block moves neither a median nor a ratio of pairs") {
    std::vector<double> a(21, 10.0), b(21, 5.0);
    a[3] = 0.1;
    b[17] = 0.1;
    CHECK(estimate(a).median == 10);
    CHECK(estimate_ratio(a, b).median == 2);
}

TEST_CASE("what slows both of a pair alike drops out of their ratio") {
    std::vector<double> a, b;
    for (int i = 1; i <= 40; ++i) {
        a.push_back(3.0 * i);
        b.push_back(2.0 * i);
    }
    const Estimate ratio = estimate_ratio(a, b);
    CHECK(ratio.median == 1.5);
    CHECK((ratio.low == 1.5 && ratio.high == 1.5));
}

TEST_CASE("pairs with nothing to divide by are left out, and lists need not be equally long") {
    const std::vector<double> a{1, 2, 3, 4}, b{0, 1, 1};
    CHECK(estimate_ratio(a, b).median == 2.5);
}

TEST_CASE("the ratio of two runs is as uncertain as both of them") {
    const Estimate exact{100, 100, 100, 100, 100}, loose{50, 40, 60, 40, 60};
    const Estimate ratio = unpaired_ratio(exact, loose);
    CHECK(ratio.median == 2);
    CHECK(ratio.low == Approx(100.0 / 60));
    CHECK(ratio.high == Approx(100.0 / 40));
    const Estimate both = unpaired_ratio(loose, loose);
    CHECK(both.median == 1);
    CHECK(both.low < 40.0 / 50);
    CHECK(both.high > 60.0 / 50);
}

}  // namespace
}  // namespace adit::miner::bench
