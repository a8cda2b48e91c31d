// Host codec and emulated firmware against each other while the link and the bus misbehave: no wrong byte is ever
// taken for a right one, and what was lost is found again.
#include "hal/bridge/bridge_fan.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/virtual/bridge_bench.hpp"

using namespace adit;
using namespace adit::tests;
using namespace adit::boards::virtual_device;
using namespace std::chrono_literals;
using hal::I2cError;
using hal::bridge::Dialect;

namespace {

struct Pair {
    const BridgeFirmware* firmware;
    Dialect dialect;
};
constexpr std::array pairs{Pair{&plain_firmware, Dialect::v0}, Pair{&ember_old_firmware, Dialect::v0},
                           Pair{&ember_firmware, Dialect::v1}, Pair{&bonanza_firmware, Dialect::bonanza},
                           Pair{&birds_firmware, Dialect::bonanza}};

BridgeBench bench_of(const Pair& pair) {
    return BridgeBench{*pair.firmware, pair.dialect,
                       pair.firmware->has_fan_and_system ? bonanza_lines() : std::map<std::uint8_t, bool>{{0, false}}};
}

struct Tally {
    int right = 0, failed = 0;
};

/// Reads each cell of the part by turns and compares.
Tally read_all(BridgeBench& bench, int rounds) {
    auto part = *bench.bus.claim(TestPins::part_address);
    for (std::size_t i = 0; i < 256; ++i) bench.pins.part.cells[i] = static_cast<std::byte>(i);
    Tally tally;
    for (int i = 0; i < rounds; ++i) {
        const std::array reg{static_cast<std::byte>(i)};
        std::array<std::byte, 2> in{};
        const std::size_t size = 1 + static_cast<std::size_t>(i / 256 % 2);
        if (const auto done = part.write_read(reg, std::span{in}.first(size)); !done) {
            ++tally.failed;
            continue;
        }
        REQUIRE(in[0] == static_cast<std::byte>(i));
        if (size == 2) REQUIRE(in[1] == static_cast<std::byte>(i + 1));
        ++tally.right;
    }
    return tally;
}

}  // namespace

TEST_CASE("in every dialect each of 256 values is read right, also those that look like errors") {
    for (const Pair& pair : pairs) {
        BridgeBench bench = bench_of(pair);
        const Tally tally = read_all(bench, 512);
        CHECK(tally.right == 512);
        CHECK(bench.pins.part.writes < 512 + 20);  // read again only where it could be an error
    }
}

TEST_CASE("every length of I2C write and read goes through, but for counts that are error codes") {
    for (const Pair& pair : pairs) {
        BridgeBench bench = bench_of(pair);
        auto part = *bench.bus.claim(TestPins::part_address);
        for (std::size_t size = 1; size <= hal::bridge::max_i2c_write; ++size) {
            const bool is_doubtful = pair.dialect == Dialect::bonanza && size >= 0x10 && size <= 0x13;
            REQUIRE(part.write(Bytes(size, std::byte{3})).has_value() != is_doubtful);
        }
        for (std::size_t size = 1; size <= hal::bridge::max_i2c_read; ++size) {
            Bytes in(size);
            REQUIRE(part.read(in));
            REQUIRE(std::ranges::count(in, std::byte{3}) > 0);
        }
    }
}

TEST_CASE("replies and requests cut into pieces of any size are put together (FI-S2)") {
    for (const Pair& pair : pairs) {
        for (std::size_t piece = 1; piece <= 12; ++piece) {
            BridgeBench bench = bench_of(pair);
            bench.serial.packet_limit = piece;
            bench.serial.read_limit = piece;
            CHECK(read_all(bench, 16).right == 16);
        }
    }
}

TEST_CASE("nobody at an address is no_ack in every dialect, at once and without losing the link (FI-I1)") {
    for (const Pair& pair : pairs) {
        BridgeBench bench = bench_of(pair);
        auto nobody = *bench.bus.claim(0x24);
        const Instant before = bench.clock.now();
        std::array<std::byte, 1> in{};
        CHECK(nobody.write_read(bytes({1}), in) == failure(I2cError::no_ack));
        CHECK(nobody.write(bytes({1})) == failure(I2cError::no_ack));
        CHECK_FALSE(bench.port.is_suspect());
        CHECK(bench.clock.now() - before <= 20ms);
    }
}

TEST_CASE("lost, misnamed and repeated replies cost time, never a wrong byte, and the link comes back (HZ-27)") {
    for (const Pair& pair : pairs) {
        for (const BridgeFaults& faults :
             {BridgeFaults{.lose_reply = 0.2}, BridgeFaults{.wrong_id = 0.2}, BridgeFaults{.stale_reply = 0.2},
              BridgeFaults{.lose_reply = 0.1, .wrong_id = 0.1, .stale_reply = 0.1}}) {
            BridgeBench bench = bench_of(pair);
            bench.inject(faults);
            const Tally tally = read_all(bench, 400);
            CHECK(tally.right > 200);
            CHECK(tally.failed > 10);
            bench.inject({});
            (void)read_all(bench, 1);
            CHECK(read_all(bench, 400).failed == 0);
        }
    }
}

TEST_CASE("an answer 90 ms late is an answer; one 120 ms late is none, then or later (FI-S3)") {
    for (const Pair& pair : pairs) {
        BridgeBench bench = bench_of(pair);
        bench.inject({.delay = 80ms});
        CHECK(read_all(bench, 8).right == 8);
        bench.inject({.delay = 120ms});
        CHECK(read_all(bench, 40).failed == 40);
        bench.inject({});
        CHECK(read_all(bench, 300).failed <= 1);
    }
}

TEST_CASE("a bus held low is a time-out of the firmware's: an error in 25 ms, and the link stays good (HZ-29)") {
    for (const Pair& pair : pairs) {
        BridgeBench bench = bench_of(pair);
        bench.inject({.i2c_stuck = true});
        auto part = *bench.bus.claim(TestPins::part_address);
        std::array<std::byte, 2> in{};
        const Instant before = bench.clock.now();
        CHECK(part.write_read(bytes({0}), in) == failure(I2cError::timeout));
        CHECK(bench.clock.now() - before <= 40ms);
        CHECK_FALSE(bench.port.is_suspect());
        std::array<std::byte, 1> one{std::byte{0x55}};
        CHECK(part.write_read(bytes({0}), one) == failure(I2cError::timeout));
        CHECK(one[0] == std::byte{0x55});
    }
}

TEST_CASE("a firmware that hangs on its bus still answers the converter: only the bus is dead (HZ-29)") {
    for (const Pair& pair : pairs) {
        BridgeBench bench = bench_of(pair);
        bench.inject({.i2c_hangs = true});
        CHECK(read_all(bench, 3).failed == 3);
        const auto count = bench.port.read_adc();
        REQUIRE(count);
        CHECK(*count == 0x123);
    }
}

TEST_CASE("parts that stretch the clock are waited for up to the limit of a transaction (FI-I1)") {
    for (const Pair& pair : pairs) {
        BridgeBench bench = bench_of(pair);
        bench.inject({.i2c_stretch = 45ms});
        CHECK(read_all(bench, 4).right == 4);
        bench.inject({.i2c_stretch = 1s});
        CHECK(read_all(bench, 2).failed == 2);
        CHECK(bench.port.is_suspect());
    }
}

TEST_CASE("an address that is deaf at times fails at times, and only that address") {
    BridgeBench bench{plain_firmware, Dialect::v0};
    BridgeFaults faults;
    faults.no_ack[TestPins::part_address] = 0.5F;
    bench.inject(faults);
    const Tally tally = read_all(bench, 400);
    CHECK(tally.right > 120);
    CHECK(tally.failed > 120);
    CHECK(bench.port.read_adc());
}

TEST_CASE("errors as the manual has them are time-outs to a host that trusts the code, not data") {
    BridgeBench bench{plain_firmware, Dialect::v0};
    bench.inject({.documented_errors = true});
    CHECK(bench.set(1, true) == failure(hal::PinError::timeout));
    CHECK(bench.pins.line_writes == 0);
    CHECK(bench.set(0, true));
}

TEST_CASE("a bridge that restarts is silent for half a second, then answers, with its lines as at boot") {
    for (const Pair& pair : pairs) {
        BridgeBench bench = bench_of(pair);
        bench.bridge.restart(bench.clock.now());
        CHECK(read_all(bench, 1).failed == 1);
        bench.clock.advance(BitaxeRawBridge::reboot_time);
        CHECK(read_all(bench, 64).right == 64);
        for (const auto& [number, level] : bench.pins.lines) CHECK_FALSE(level);
    }
}

TEST_CASE("a host that speaks another dialect than the bridge reads no byte at all") {
    for (const Pair& pair : pairs) {
        for (const Dialect spoken : {Dialect::v0, Dialect::v1, Dialect::bonanza}) {
            if (spoken == pair.dialect) continue;
            BridgeBench bench{*pair.firmware, spoken};
            auto part = *bench.bus.claim(TestPins::part_address);
            for (int size = 1; size <= 8; ++size) {
                Bytes in(static_cast<std::size_t>(size));
                CHECK_FALSE(part.write_read(bytes({1}), in));
            }
        }
    }
}
