// The control port in the newer dialects: errors by meaning, values that might be errors, lines that must not be
// driven yet, restarts that are not answered.
#include "hal/bridge/bridge_i2c.hpp"
#include "hal/bridge/bridge_pin.hpp"
#include "hal/bridge/pages.hpp"
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

struct Bench {
    explicit Bench(ControlOptions options) : port{line, clock, options}, bus{port} {}

    VirtualClock clock{Instant{10s}};
    test::ScriptedSerial line{clock};
    ControlPort port;
    BridgeI2cBus bus;

    /// From now on: this payload (in v1 with its status) in a frame whose LEN counts it all.
    void answer(const Bytes& payload) {
        line.reply_to = [payload](const Bytes& request) {
            return Answers{
                {1ms,
                 test::joined(Bytes{static_cast<std::byte>(3 + payload.size()), std::byte{0}, request[2]}, payload)}};
        };
    }
    /// Answers reads with as many of these bytes as were asked for, framed as Bonanza does.
    void hold(const Bytes& memory) {
        line.reply_to = [memory](const Bytes& request) {
            const auto count = std::to_integer<std::size_t>(request.back());
            return Answers{
                {1ms, test::joined(Bytes{static_cast<std::byte>(3 + count), std::byte{0}, request[2]},
                                   Bytes{memory.begin(), memory.begin() + static_cast<std::ptrdiff_t>(count)})}};
        };
    }
    I2cDevice device(std::uint8_t address) { return *bus.claim(address); }
};

}  // namespace

TEST_CASE("a v1 bridge moves I2C bytes and levels, and its statuses are errors by their meaning") {
    Bench bench{{.dialect = Dialect::v1}};
    auto part = bench.device(0x24);
    std::array<std::byte, 1> in{};
    bench.answer(bytes({0, 0x12}));
    REQUIRE(part.write_read(bytes({0x01}), in));
    CHECK(in[0] == std::byte{0x12});
    bench.answer(test::joined(bytes({0xFF}), bytes("I2C Write Error")));
    CHECK(part.write(bytes({1})) == failure(I2cError::no_ack));
    bench.answer(bytes({0x10}));
    CHECK(part.write(bytes({1})) == failure(I2cError::timeout));
    bench.answer(bytes({0x12}));
    CHECK(part.write(bytes({1})) == failure(I2cError::too_long));
    bench.answer(bytes({0, 1}));
    CHECK(BridgePin{bench.port, 1}.set(Level::high));
}

TEST_CASE("a bridge's own time-out is an answer: the link is not suspect (HZ-29)") {
    Bench bench{{.dialect = Dialect::v1}};
    bench.answer(bytes({0x10}));
    CHECK(bench.device(0x24).write(bytes({1})) == failure(I2cError::timeout));
    CHECK_FALSE(bench.port.is_suspect());
    CHECK(bench.clock.now() == Instant{10s + 1ms});
}

TEST_CASE("a byte that might be an error code is read again with one byte more, and then is a byte (SA-9)") {
    for (const int value : {0x10, 0x11, 0x12, 0x13}) {
        Bench bench{{.dialect = Dialect::bonanza}};
        bench.hold(bytes({value, 0x77}));
        std::array<std::byte, 1> in{};
        REQUIRE(bench.device(0x4C).write_read(bytes({0x00}), in));
        CHECK(in[0] == static_cast<std::byte>(value));
        REQUIRE(bench.line.written.size() == 2);
        CHECK(bench.line.written[1] == bytes({9, 0, 2, 0, 5, 0x40, 0x4C, 0x00, 2}));
    }
}

TEST_CASE("an error code is never a temperature: asked again, it is an error") {
    Bench bench{{.dialect = Dialect::bonanza}};
    bench.answer(bytes({0x10}));
    std::array<std::byte, 1> in{std::byte{0x55}};
    CHECK(bench.device(0x4C).write_read(bytes({0x00}), in) == failure(I2cError::timeout));
    CHECK(in[0] == std::byte{0x55});
    CHECK(bench.line.written.size() == 2);
}

TEST_CASE("a write whose count is an error code is not taken for done") {
    Bench bench{{.dialect = Dialect::bonanza}};
    bench.answer(bytes({0x11}));
    CHECK(bench.device(0x24).write(Bytes(0x11)) == failure(I2cError::bus));
    CHECK(bench.line.written.size() == 1);
    bench.answer(bytes({0x02}));
    CHECK(bench.device(0x24).write(Bytes(2)));
}

TEST_CASE("a value as long as the longest read that might be a text is an error, not a guess") {
    Bench bench{{.dialect = Dialect::bonanza}};
    auto payload = Bytes(max_i2c_read, std::byte{'x'});
    payload[0] = std::byte{0xFF};
    bench.answer(payload);
    Bytes in(max_i2c_read);
    CHECK(bench.device(0x24).read(in) == failure(I2cError::too_long));
}

TEST_CASE("switching against the bridge's sequence, or after its latch, is refused (bonanza 12, 13)") {
    Bench bench{{.dialect = Dialect::bonanza}};
    BridgePin five_volt{bench.port, 1};
    bench.answer(bytes({0x12}));
    CHECK(five_volt.set(Level::high) == failure(PinError::refused));
    bench.answer(bytes({0x13}));
    CHECK(five_volt.set(Level::high) == failure(PinError::refused));
    bench.answer(bytes({1}));
    CHECK(five_volt.set(Level::high));
}

TEST_CASE("until the board is confirmed only the chain's reset is driven; nothing else reaches the port") {
    for (const Dialect dialect : {Dialect::v0, Dialect::v1, Dialect::bonanza}) {
        Bench bench{{.dialect = dialect, .pins = PinScope::reset_only}};
        for (int line = 1; line < 256; ++line) {
            BridgePin pin{bench.port, static_cast<std::uint8_t>(line)};
            REQUIRE(pin.set(Level::high) == failure(PinError::refused));
            REQUIRE(pin.set(Level::low) == failure(PinError::refused));
        }
        CHECK(bench.line.written.empty());
        (void)BridgePin{bench.port, 0}.set(Level::low);
        CHECK(bench.line.written.size() == 1);
    }
}

TEST_CASE("any line may be read before the board is confirmed, and driven after") {
    Bench bench{{.dialect = Dialect::bonanza, .pins = PinScope::reset_only}};
    bench.answer(bytes({1}));
    CHECK(BridgePin{bench.port, 3}.get() == Level::high);
    bench.port.confirm_board();
    CHECK(BridgePin{bench.port, 1}.set(Level::high));
}

TEST_CASE("a restart is told, not asked, and the link must prove itself afterwards") {
    Bench bench{{.dialect = Dialect::v1}};
    REQUIRE(bench.port.tell(encode_ember_reboot(0)));
    CHECK(bench.clock.now() == Instant{10s});
    CHECK(bench.port.is_suspect());
    bench.line.broken = SerialError::disconnected;
    CHECK(bench.port.tell(encode_ember_reboot(0)) == failure(ControlError::disconnected));
}

TEST_CASE("a reply of variable size says how long it is") {
    Bench bench{{.dialect = Dialect::bonanza}};
    bench.answer(test::joined(bytes({1, 1, 0, 3}), bytes("raw")));
    const Request request = encode_system_info(0);
    Bytes into(request.reply_size());
    const auto count = bench.port.transact(request, into);
    REQUIRE(count);
    CHECK(*count == 7);
    CHECK(decode_system_info(std::span{into}.first(*count))->firmware == "raw");
}

TEST_CASE("a suspect link is probed with an ADC read in every dialect, and any answer proves it") {
    for (const Dialect dialect : {Dialect::v0, Dialect::v1, Dialect::bonanza}) {
        Bench bench{{.dialect = dialect}};
        (void)bench.port.read_adc();
        REQUIRE(bench.port.is_suspect());
        bench.line.reply_to = [](const Bytes& request) {  // "no such channel" has the same bytes everywhere
            return Answers{{1ms, Bytes{std::byte{4}, std::byte{0}, request[2], std::byte{0x11}}}};
        };
        std::array<std::byte, 1> level{};
        CHECK(bench.port.transact(encode_gpio_read(0, 0), level) == failure(ControlError::refused));
        CHECK_FALSE(bench.port.is_suspect());
        CHECK(bench.line.written[1][4] == std::byte{7});
    }
}
