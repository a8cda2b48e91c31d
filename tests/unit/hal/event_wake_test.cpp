// The eventfd wake.
#include "hal/linux/event_wake.hpp"

#include <poll.h>

#include <thread>

#include "tests/support/catch.hpp"

using adit::hal::EventWake;

namespace {

bool polls_readable(const EventWake& wake) {
    pollfd polled{wake.descriptor(), POLLIN, 0};
    return ::poll(&polled, 1, 0) == 1;
}

}  // namespace

TEST_CASE("several notifications before a wait count as one") {
    EventWake wake;
    CHECK_FALSE(wake.take());
    wake.notify();
    wake.notify();
    CHECK(polls_readable(wake));
    CHECK(wake.take());
    CHECK_FALSE(wake.take());
    CHECK_FALSE(polls_readable(wake));
}

TEST_CASE("a notification from another thread ends a poll") {
    EventWake wake;
    std::thread other{[&] { wake.notify(); }};
    pollfd polled{wake.descriptor(), POLLIN, 0};
    CHECK(::poll(&polled, 1, 5000) == 1);
    other.join();
    CHECK(wake.take());
}
