// The reconnect rule (safety 4e) and the connect limits, under virtual time.
#include "miner/net/back_off.hpp"

#include <algorithm>
#include <vector>

#include "tests/support/catch.hpp"

using namespace adit;
using namespace adit::miner::net;
using namespace std::chrono_literals;

namespace {

double seconds(Duration duration) { return std::chrono::duration<double>(duration).count(); }

/// Attempts that fail at once; returns the delays after each, in seconds.
std::vector<double> failing(BackOff& back_off, Instant& now, int attempts) {
    std::vector<double> delays;
    for (int i = 0; i < attempts; ++i) {
        back_off.attempted(now);
        back_off.failed(now);
        delays.push_back(seconds(back_off.next_attempt() - now));
        now = back_off.next_attempt();
    }
    return delays;
}

BackOffPolicy without_jitter() {
    BackOffPolicy policy;
    policy.jitter_low = policy.jitter_high = 1.0;
    return policy;
}

/// A session of that length which delivered a job, then ended.
void session(BackOff& back_off, Instant& now, Duration length) {
    back_off.attempted(now);
    back_off.job_accepted();
    now += length;
    back_off.failed(now);
}

}  // namespace

TEST_CASE("the first attempt may be made at once") { CHECK(BackOff{1}.next_attempt() <= Instant{}); }

TEST_CASE("delays double from 1 s to 60 s and become 300 s after 10 min down") {
    BackOff back_off{1, without_jitter()};
    Instant now{};
    const auto delays = failing(back_off, now, 18);
    const std::vector<double> expected{1, 2, 4, 8, 16, 32, 60, 60, 60, 60, 60, 60, 60, 60, 60, 300, 300, 300};
    CHECK(delays == expected);
}

TEST_CASE("every delay is jittered within 0.75 and 1.25 and two seeds differ") {
    BackOff one{1}, two{2};
    Instant now_one{}, now_two{};
    const auto first = failing(one, now_one, 200);
    const auto second = failing(two, now_two, 200);
    CHECK(first != second);
    CHECK(first[0] >= 0.75);
    CHECK(first[0] <= 1.25);
    const auto [low, high] = std::minmax_element(first.begin() + 50, first.end());
    CHECK(*low >= 225);
    CHECK(*high <= 375);
    CHECK(*high - *low > 100);  // the whole range is used
}

TEST_CASE("the same seed gives the same delays") {
    BackOff one{7}, two{7};
    Instant now_one{}, now_two{};
    CHECK(failing(one, now_one, 30) == failing(two, now_two, 30));
}

TEST_CASE("only a session of 60 s that delivered a job resets the steps") {
    BackOff back_off{1, without_jitter()};
    Instant now{};
    failing(back_off, now, 5);
    session(back_off, now, 59s);
    CHECK(seconds(back_off.next_attempt() - now) == 32);
    now = back_off.next_attempt();
    session(back_off, now, 60s);
    CHECK(seconds(back_off.next_attempt() - now) == 1);
}

TEST_CASE("a long session without a job resets nothing") {
    BackOff back_off{1, without_jitter()};
    Instant now{};
    failing(back_off, now, 3);
    back_off.attempted(now);
    now += 180s;
    back_off.failed(now);
    CHECK(seconds(back_off.next_attempt() - now) == 8);
}

TEST_CASE("a pool that authorises and drops is down all the same, and reaches 300 s") {
    BackOff back_off{1, without_jitter()};
    Instant now{};
    Duration last{};
    for (int i = 0; i < 20; ++i) {
        session(back_off, now, 5s);
        last = back_off.next_attempt() - now;
        now = back_off.next_attempt();
    }
    CHECK(last == 300s);
}

TEST_CASE("refused credentials go to the longest delay at once") {
    BackOff back_off{1, without_jitter()};
    Instant now{};
    back_off.attempted(now);
    back_off.refused(now);
    CHECK(back_off.next_attempt() - now == 300s);
}

TEST_CASE("NV-14: never more than one attempt in 500 ms, redirects included") {
    BackOff back_off{1, without_jitter()};
    const Instant now{10s};
    back_off.attempted(now);
    back_off.ended_by_us(now + 1ms);
    CHECK(back_off.next_attempt() == now + 500ms);
    back_off.attempted(now + 500ms);
    back_off.ended_by_us(now + 501ms, 5s);
    CHECK(back_off.next_attempt() == now + 5501ms);
}

TEST_CASE("NV-14: never more than 20 attempts in 10 min, whatever ended them") {
    BackOff back_off{1, without_jitter()};
    Instant now{};
    std::vector<Instant> attempts;
    for (int i = 0; i < 200; ++i) {
        now = std::max(now, back_off.next_attempt());
        attempts.push_back(now);
        back_off.attempted(now);
        back_off.ended_by_us(now);
    }
    for (std::size_t i = 20; i < attempts.size(); ++i) CHECK(attempts[i] - attempts[i - 20] >= 10min);
}

TEST_CASE("HZ-42: 72 h of outage cost fewer than a thousand attempts") {
    BackOff back_off{3};
    Instant now{};
    int attempts = 0;
    for (; now < Instant{72h}; ++attempts) failing(back_off, now, 1);
    CHECK(attempts > 600);
    CHECK(attempts < 1000);
}
