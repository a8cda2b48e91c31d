// The in-process serial line.
#include "hal/linux/serial_pair.hpp"

#include <thread>

#include "hal/linux/event_wake.hpp"
#include "hal/linux/system_clock.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/hal/bytes.hpp"

using namespace adit;
using namespace adit::hal;
using namespace std::chrono_literals;

namespace {

test::Bytes read_now(Serial& end) {
    test::Bytes buffer(256);
    const auto count = end.read(buffer);
    REQUIRE(count);
    buffer.resize(*count);
    return buffer;
}

struct Line {
    SystemClock clock;
    EventWake wake;
    SerialPair pair = make_serial_pair(clock);
};

}  // namespace

TEST_CASE("bytes written at one end are read at the other, in order") {
    Line line;
    REQUIRE(line.pair.host->write(test::bytes({1, 2, 3})));
    REQUIRE(line.pair.host->write(test::bytes({4})));
    CHECK(read_now(*line.pair.device) == test::bytes({1, 2, 3, 4}));
    CHECK(read_now(*line.pair.device).empty());
    CHECK(read_now(*line.pair.host).empty());
}

TEST_CASE("each end has its own baud and sees the far one") {
    Line line;
    CHECK(line.pair.device->far_baud() == Baud{115200});
    REQUIRE(line.pair.host->set_baud(Baud{1'000'000}));
    CHECK(line.pair.device->far_baud() == Baud{1'000'000});
    CHECK(line.pair.device->baud() == Baud{115200});
    CHECK(line.pair.host->far_baud() == Baud{115200});
    const auto zero = line.pair.host->set_baud(Baud{0});
    REQUIRE_FALSE(zero);
    CHECK(zero.error() == SerialError::bad_baud);
}

TEST_CASE("a full line takes fewer bytes than offered and loses none") {
    Line line;
    const test::Bytes much(serial_pair_capacity + 100, std::byte{0x5A});
    const auto taken = line.pair.host->write(much);
    REQUIRE(taken);
    CHECK(*taken == serial_pair_capacity);
    const auto more = line.pair.host->write(much);
    REQUIRE(more);
    CHECK(*more == 0);
    test::Bytes all(much.size());
    const auto count = line.pair.device->read(all);
    REQUIRE(count);
    CHECK(*count == serial_pair_capacity);
}

TEST_CASE("a ring that wraps keeps the order of its bytes") {
    Line line;
    test::Bytes chunk(40'000);
    for (std::size_t round = 0; round < 5; ++round) {
        for (std::size_t i = 0; i < chunk.size(); ++i) chunk[i] = static_cast<std::byte>((i * 7 + round) & 0xFF);
        REQUIRE(line.pair.host->write(chunk));
        test::Bytes got(chunk.size());
        const auto count = line.pair.device->read(got);
        REQUIRE(count);
        CHECK(*count == chunk.size());
        CHECK(got == chunk);
    }
}

TEST_CASE("a wait ends with bytes, a wake, the deadline or the far end's close, whichever is true") {
    Line line;
    Serial& device = *line.pair.device;
    CHECK(device.wait(line.clock.now() + 2ms, line.wake) == WaitResult::deadline);
    REQUIRE(line.pair.host->write(test::bytes({9})));
    CHECK(device.wait(Instant::max(), line.wake) == WaitResult::readable);
    line.wake.notify();
    CHECK(device.wait(Instant::max(), line.wake) == WaitResult::woken);
    CHECK(device.wait(Instant::max(), line.wake) == WaitResult::readable);
    CHECK(read_now(device) == test::bytes({9}));
    CHECK(device.wait(line.clock.now() + 2ms, line.wake) == WaitResult::deadline);
    line.pair.host->close();
    CHECK(device.wait(Instant::max(), line.wake) == WaitResult::disconnected);
}

TEST_CASE("the far end reads what was sent before a close, then is disconnected") {
    Line line;
    REQUIRE(line.pair.host->write(test::bytes({7, 8})));
    line.pair.host.reset();
    CHECK(line.pair.device->wait(Instant::max(), line.wake) == WaitResult::readable);
    CHECK(read_now(*line.pair.device) == test::bytes({7, 8}));
    test::Bytes buffer(8);
    const auto count = line.pair.device->read(buffer);
    REQUIRE_FALSE(count);
    CHECK(count.error() == SerialError::disconnected);
    CHECK_FALSE(line.pair.device->write(buffer));
    CHECK_FALSE(line.pair.device->set_baud(Baud{9600}));
}

TEST_CASE("the end that was closed is disconnected itself") {
    Line line;
    line.pair.host->close();
    CHECK(line.pair.host->wait(Instant::max(), line.wake) == WaitResult::disconnected);
    CHECK_FALSE(line.pair.host->discard_input());
}

TEST_CASE("discarded input is gone and no longer wakes a wait") {
    Line line;
    REQUIRE(line.pair.host->write(test::bytes({1, 2, 3})));
    REQUIRE(line.pair.device->discard_input());
    CHECK(line.pair.device->wait(line.clock.now() + 1ms, line.wake) == WaitResult::deadline);
}

TEST_CASE("two threads move a megabyte through a pair without loss") {
    Line line;
    constexpr std::size_t total = 1 << 20;
    std::thread sender{[&] {
        for (std::size_t sent = 0; sent < total;) {
            test::Bytes chunk(std::min<std::size_t>(777, total - sent));
            for (std::size_t i = 0; i < chunk.size(); ++i) chunk[i] = static_cast<std::byte>((sent + i) % 251);
            const auto taken = line.pair.host->write(chunk);
            if (!taken) break;
            sent += *taken;
            if (*taken == 0) std::this_thread::yield();
        }
    }};
    std::size_t received = 0;
    std::size_t wrong = 0;
    std::array<std::byte, 4096> buffer{};
    while (received < total && line.pair.device->wait(line.clock.now() + 10s, line.wake) == WaitResult::readable) {
        const auto count = line.pair.device->read(buffer);
        for (std::size_t i = 0; i < *count; ++i) wrong += buffer[i] != static_cast<std::byte>((received + i) % 251);
        received += *count;
    }
    sender.join();
    CHECK(received == total);
    CHECK(wrong == 0);
}
