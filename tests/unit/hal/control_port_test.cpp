// The control port and what stands on it, against a small bitaxe-raw firmware under virtual time.
#include "hal/bridge/control_port.hpp"

#include "hal/bridge/bridge_i2c.hpp"
#include "hal/bridge/bridge_pin.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/hal/scripted_serial.hpp"

using namespace adit;
using namespace adit::hal;
using namespace adit::hal::bridge;
using namespace std::chrono_literals;
using test::Answers;
using test::Bytes;
using test::bytes;

namespace {

Answers success(const Bytes& request, const Bytes& data, Duration after = 1ms) {
    return {{after, test::joined(Bytes{static_cast<std::byte>(data.size()), std::byte{0}, request[2]}, data)}};
}
Answers error(const Bytes& request, int code, std::string_view text = {}) {
    return {{1ms, test::joined(Bytes{static_cast<std::byte>(4 + text.size()), std::byte{0}, request[2],
                                     static_cast<std::byte>(code)},
                               bytes(text))}};
}

bool is_adc(const Bytes& request) { return request[4] == std::byte{7}; }

struct Bench {
    VirtualClock clock{Instant{10s}};
    test::ScriptedSerial line{clock};
    ControlPort port{line, clock};
    BridgeI2cBus bus{port};

    Expected<std::size_t, ControlError> ask() {
        std::array<std::byte, 1> level{};
        return port.transact(encode_gpio_read(0, 0), level);
    }
    I2cDevice device(std::uint8_t address) {
        auto claimed = bus.claim(address);
        REQUIRE(claimed);
        return std::move(*claimed);
    }
    I2cError transfer_error(I2cDevice& part) {
        const auto done = part.write(bytes({1}));
        REQUIRE_FALSE(done);
        return done.error();
    }
};

}  // namespace

TEST_CASE("a transaction returns the reply's data, under ids that increase") {
    Bench bench;
    bench.line.reply_to = [](const Bytes& request) { return success(request, bytes({0x34, 0x12})); };
    for (int i = 0; i < 3; ++i) {
        const auto count = bench.port.read_adc();
        REQUIRE(count);
        CHECK(*count == 0x1234);
    }
    REQUIRE(bench.line.written.size() == 3);
    CHECK(bench.line.written[0] == bytes({6, 0, 1, 0, 7, 0x50}));
    CHECK(bench.line.written[1][2] == std::byte{2});
    CHECK(bench.line.written[2][2] == std::byte{3});
}

TEST_CASE("the id that answers unparseable requests is never used") {
    Bench bench;
    bench.line.reply_to = [](const Bytes& request) { return success(request, bytes({1})); };
    for (int i = 0; i < 600; ++i) REQUIRE(bench.ask());
    for (const auto& request : bench.line.written) REQUIRE(request[2] != std::byte{unparseable_id});
}

TEST_CASE("a reply that arrives in pieces is put together") {
    Bench bench;
    bench.line.reply_to = [](const Bytes& request) {
        return Answers{{1ms, bytes({2})}, {20ms, Bytes{std::byte{0}, request[2]}}, {20ms, bytes({0x78, 0x56})}};
    };
    const auto count = bench.port.read_adc();
    REQUIRE(count);
    CHECK(*count == 0x5678);
}

TEST_CASE("silence is a time-out after 100 ms, and the next request waits for an answered probe") {
    Bench bench;
    const auto silent = bench.ask();
    REQUIRE_FALSE(silent);
    CHECK(silent.error() == ControlError::timeout);
    CHECK(bench.clock.now() == Instant{10s + 100ms});
    CHECK(bench.port.is_suspect());

    bench.line.reply_to = [](const Bytes& request) {
        return is_adc(request) ? success(request, bytes({1, 0})) : success(request, bytes({1}));
    };
    CHECK(bench.ask());
    CHECK_FALSE(bench.port.is_suspect());
    REQUIRE(bench.line.written.size() == 3);
    CHECK(is_adc(bench.line.written[1]));
    CHECK_FALSE(is_adc(bench.line.written[2]));
}

TEST_CASE("a suspect link that stays silent costs 100 ms a transaction and sends nothing but probes") {
    Bench bench;
    REQUIRE_FALSE(bench.ask());
    for (int i = 0; i < 3; ++i) {
        const Instant before = bench.clock.now();
        REQUIRE_FALSE(bench.ask());
        CHECK(bench.clock.now() - before == 100ms);
        CHECK(is_adc(bench.line.written.back()));
    }
}

TEST_CASE("a probe that is refused still proves the link") {
    Bench bench;
    REQUIRE_FALSE(bench.ask());
    bench.line.reply_to = [](const Bytes& request) {
        return is_adc(request) ? error(request, 0x11) : success(request, bytes({0}));
    };
    CHECK(bench.ask());
}

TEST_CASE("a late answer to an earlier request is not taken for this one's") {
    Bench bench;
    bench.line.reply_to = [](const Bytes& request) { return success(request, bytes({1}), 130ms); };
    REQUIRE_FALSE(bench.ask());
    bench.line.reply_to = [](const Bytes& request) {
        return is_adc(request) ? success(request, bytes({2, 0}), 40ms) : success(request, bytes({0}));
    };
    std::array<std::byte, 1> level{};
    REQUIRE(bench.port.transact(encode_gpio_read(0, 0), level));
    CHECK(level[0] == std::byte{0});
}

TEST_CASE("a flood of noise ends as a time-out at the deadline") {
    Bench bench;
    bench.line.reply_to = [](const Bytes&) {
        Answers noise;
        for (int i = 0; i < 500; ++i) noise.push_back({1ms, Bytes(200, std::byte{0xE7})});
        return noise;
    };
    const auto done = bench.ask();
    REQUIRE_FALSE(done);
    CHECK(done.error() == ControlError::timeout);
    CHECK(bench.clock.now() - Instant{10s} <= 101ms);
}

TEST_CASE("a request that the port takes only in part is given up, not finished late") {
    Bench bench;
    bench.line.write_limit = 3;
    const auto done = bench.ask();
    REQUIRE_FALSE(done);
    CHECK(done.error() == ControlError::timeout);
    CHECK(bench.line.written.size() == 1);
    CHECK(bench.port.is_suspect());
}

TEST_CASE("a port that is gone is reported as disconnected, without waiting") {
    Bench bench;
    bench.line.broken = SerialError::disconnected;
    const auto done = bench.ask();
    REQUIRE_FALSE(done);
    CHECK(done.error() == ControlError::disconnected);
    CHECK(bench.clock.now() == Instant{10s});
}

TEST_CASE("I2C over the bridge writes, reads and writes-then-reads") {
    Bench bench;
    auto part = bench.device(0x4C);
    bench.line.reply_to = [](const Bytes& request) { return success(request, bytes({1})); };
    REQUIRE(part.write(bytes({0x4C})));
    CHECK(bench.line.written.back() == bytes({8, 0, 1, 0, 5, 0x20, 0x4C, 0x4C}));
    bench.line.reply_to = [](const Bytes& request) { return success(request, bytes({0x16, 0x5D})); };
    std::array<std::byte, 2> in{};
    REQUIRE(part.read(in));
    CHECK(bench.line.written.back() == bytes({8, 0, 2, 0, 5, 0x30, 0x4C, 2}));
    REQUIRE(part.write_read(bytes({0xFD}), in));
    CHECK(bench.line.written.back() == bytes({9, 0, 3, 0, 5, 0x40, 0x4C, 0xFD, 2}));
    CHECK(test::copy(in) == bytes({0x16, 0x5D}));
}

TEST_CASE("bridge errors become I2C errors by their meaning") {
    Bench bench;
    auto part = bench.device(0x24);
    bench.line.reply_to = [](const Bytes& request) { return error(request, 0xFF, "I2C Write Error"); };
    CHECK(bench.transfer_error(part) == I2cError::no_ack);
    CHECK_FALSE(bench.port.is_suspect());
    bench.line.reply_to = [](const Bytes& request) { return error(request, 0x11); };
    CHECK(bench.transfer_error(part) == I2cError::bus);
    bench.line.reply_to = [](const Bytes& request) { return error(request, 0x12); };
    CHECK(bench.transfer_error(part) == I2cError::too_long);
    bench.line.reply_to = [](const Bytes& request) { return success(request, bytes({2})); };  // of 1 byte
    CHECK(bench.transfer_error(part) == I2cError::bus);
    bench.line.reply_to = [](const Bytes& request) { return error(request, 0x10); };
    CHECK(bench.transfer_error(part) == I2cError::timeout);
    bench.line.broken = SerialError::disconnected;
    CHECK(bench.transfer_error(part) == I2cError::disconnected);
}

TEST_CASE("a transfer too long for the bridge never reaches it") {
    Bench bench;
    auto part = bench.device(0x24);
    const auto done = part.write(Bytes(max_i2c_write + 1));
    REQUIRE_FALSE(done);
    CHECK(done.error() == I2cError::too_long);
    CHECK(bench.line.written.empty());
}

TEST_CASE("the bus frequency is set when the bridge echoes it, also where an error has the same length") {
    Bench bench;
    bench.line.reply_to = [](const Bytes& request) {
        return success(request, Bytes{request.begin() + 6, request.end()});
    };
    CHECK(bench.bus.set_frequency(400'000));
    bench.line.reply_to = [](const Bytes& request) { return error(request, 0x11); };
    const Instant before = bench.clock.now();
    const auto refused = bench.bus.set_frequency(400'000);
    REQUIRE_FALSE(refused);
    CHECK(refused.error() == I2cError::bus);
    CHECK(bench.clock.now() - before == 11ms);  // the reply, then 10 ms of silence
    bench.line.reply_to = [](const Bytes& request) { return success(request, bytes({1, 2, 3, 4})); };
    CHECK_FALSE(bench.bus.set_frequency(400'000));
}

TEST_CASE("a pin is driven and read by its logical number, and a level that is none is an error") {
    Bench bench;
    BridgePin reset{bench.port, 0};
    bench.line.reply_to = [](const Bytes& request) { return success(request, bytes({1})); };
    CHECK(reset.set(Level::high));
    CHECK(bench.line.written.back() == bytes({7, 0, 1, 0, 6, 0, 1}));
    const auto level = reset.get();
    REQUIRE(level);
    CHECK(*level == Level::high);
    CHECK(bench.line.written.back() == bytes({6, 0, 2, 0, 6, 0}));
    const auto not_confirmed = reset.set(Level::low);
    REQUIRE_FALSE(not_confirmed);
    CHECK(not_confirmed.error() == PinError::io);
    bench.line.reply_to = [](const Bytes& request) { return success(request, bytes({0x11})); };
    CHECK_FALSE(reset.get());
}

TEST_CASE("a line that the bridge does not have is refused") {
    Bench bench;
    BridgePin power{bench.port, 1};
    bench.line.reply_to = [](const Bytes& request) { return error(request, 0x11); };
    const auto done = power.set(Level::high);
    REQUIRE_FALSE(done);
    CHECK(done.error() == PinError::refused);
}
