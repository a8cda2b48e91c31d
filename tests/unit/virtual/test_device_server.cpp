// The virtual board as a live device on two in-process serial lines, in real time and without a single sleep.
#include <array>
#include <chrono>
#include <memory>

#include "boards/definition/catalog.hpp"
#include "boards/virtual/device_server.hpp"
#include "hal/linux/event_wake.hpp"
#include "hal/linux/serial_pair.hpp"
#include "hal/linux/system_clock.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/virtual/host_bench.hpp"

using namespace adit;
using namespace adit::boards::virtual_device;
using namespace adit::boards::virtual_device::bench;

namespace {

DevicePort port_of(std::unique_ptr<hal::SerialPairEnd> end) {
    auto* const raw = end.get();
    return {std::move(end), [raw] { return raw->far_baud(); }};
}

/// A served board and the host's ends of its lines.
struct Live {
    hal::SystemClock clock;
    hal::SerialPair control = hal::make_serial_pair(clock);
    hal::SerialPair data = hal::make_serial_pair(clock);
    std::unique_ptr<DeviceServer> server;
    hal::EventWake wake;

    explicit Live(const BoardOptions& options = {.zero_bits = 2})
        : server{std::make_unique<DeviceServer>(*adit::boards::find_board("bitaxe-gamma"), options,
                                                port_of(std::move(control.device)), port_of(std::move(data.device)),
                                                clock)} {}

    /// Sends and reads until `count` bytes are there or two seconds have passed.
    Bytes ask(hal::Serial& line, const Bytes& request, std::size_t count) {
        CHECK(line.write(request).has_value());
        const Instant deadline = clock.now() + 2s;
        Bytes answer;
        std::array<std::byte, 256> chunk{};
        while (answer.size() < count && clock.now() < deadline) {
            (void)line.wait(deadline, wake);
            const auto got = line.read(chunk);
            if (!got) break;
            answer.insert(answer.end(), chunk.begin(), chunk.begin() + static_cast<std::ptrdiff_t>(*got));
        }
        return answer;
    }
    Bytes bridge(std::string_view request, std::size_t count) { return ask(*control.host, hex(request), count); }
    void power_up() {
        CHECK(bridge("0A 00 01 00 05 20 24 21 4C 02", 4) == hex("01 00 01 03"));
        CHECK(bridge("09 00 02 00 05 20 24 01 80", 4) == hex("01 00 02 02"));
        while (server->observe().rail < Millivolts{1000}) (void)bridge("06 00 03 00 07 50", 5);
        CHECK(bridge("07 00 04 00 06 00 01", 4) == hex("01 00 04 01"));
    }
};

}  // namespace

TEST_CASE("a served board answers on both of its lines") {
    Live live;
    live.power_up();
    CHECK(live.ask(*live.data.host, hex("55 AA 51 09 00 A4 90 00 FF FF 1C 55 AA 52 05 00 00 0A"), 11) ==
          hex("AA 55 13 70 00 00 00 00 00 00 10"));
}

TEST_CASE("a served board follows a change of rate, whenever its thread looks") {
    Live live;
    live.power_up();
    CHECK(live.data.host->write(hex("55 AA 51 09 00 28 11 30 02 00 03")).has_value());
    CHECK(live.data.host->set_baud(Baud{1000000}).has_value());
    CHECK(live.ask(*live.data.host, read_frame(0, 0x18), 9) == hex("AA 55 00 00 C1 00 00 18 02"));
    CHECK(live.server->observe().chip_baud == Baud{1041667});
}

TEST_CASE("a served board mines and reports in real time, and a fault can be injected meanwhile") {
    Live live;
    live.power_up();
    for (const Row& row : bring_up_rows("00 00 00 00 1C")) CHECK(live.data.host->write(row.frame).has_value());
    const Bytes first = live.ask(*live.data.host, capture_job(), 11 + 22);
    CHECK(first.size() >= 11 + 22);
    CHECK(live.server->observe().is_hashing);
    live.server->inject(Fault::brownout);
    CHECK_FALSE(live.server->observe().is_configured);
}

TEST_CASE("a served board stops within 100 ms and then hangs up") {
    Live live;
    const Instant before = live.clock.now();
    live.server.reset();
    CHECK(live.clock.now() - before < 100ms);
    std::array<std::byte, 1> byte{};
    CHECK(live.control.host->read(byte).error() == hal::SerialError::disconnected);
    CHECK(live.data.host->read(byte).error() == hal::SerialError::disconnected);
}

TEST_CASE("HZ-14: a served board stays energised when its host goes away") {
    Live live;
    live.power_up();
    live.control.host.reset();
    live.data.host.reset();
    CHECK(live.server->observe().is_regulator_on);
    live.server.reset();
}
