// Nine-bit symbols in byte pairs: framing, a port that takes half a pair, resynchronisation.
#include "hal/bridge/nine_bit.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/hal/scripted_serial.hpp"

using namespace adit;
using namespace adit::hal::bridge;
using namespace std::chrono_literals;
using test::bytes;

namespace {

std::vector<NineBitSymbol> decoded(const test::Bytes& stream) {
    NineBitDecoder decoder;
    std::vector<NineBitSymbol> symbols;
    for (const std::byte byte : stream)
        if (const auto symbol = decoder.take(byte)) symbols.push_back(*symbol);
    return symbols;
}

NineBitSymbol symbol(int word) { return {static_cast<std::byte>(word), (word & 0x100) != 0}; }

std::vector<NineBitSymbol> all_symbols() {
    std::vector<NineBitSymbol> symbols;
    symbols.reserve(512);
    for (int word = 0; word < 512; ++word) symbols.push_back(symbol(word));
    return symbols;
}

/// Everything the port took, in order.
test::Bytes sent(const test::ScriptedSerial& line) {
    test::Bytes stream;
    for (const auto& write : line.written) stream = test::joined(stream, write);
    return stream;
}

}  // namespace

TEST_CASE("a symbol travels as its low byte and then its ninth bit") {
    CHECK(encode(symbol(0x155)) == std::array{std::byte{0x55}, std::byte{1}});
    CHECK(encode(symbol(0x0AA)) == std::array{std::byte{0xAA}, std::byte{0}});
}

TEST_CASE("every one of the 512 symbols survives the way to the bridge") {
    hal::VirtualClock clock{Instant{1s}};
    test::ScriptedSerial line{clock};
    NineBitSerial port{line};
    const auto symbols = all_symbols();
    CHECK(port.write(symbols) == symbols.size());
    CHECK(decoded(sent(line)) == symbols);
}

TEST_CASE("a port that takes any number of bytes never splits or loses a symbol (FI-S3)") {
    const auto symbols = all_symbols();
    for (std::size_t limit = 1; limit <= 70; ++limit) {
        hal::VirtualClock clock{Instant{1s}};
        test::ScriptedSerial line{clock};
        line.write_limit = limit;
        NineBitSerial port{line};
        std::size_t done = 0;
        for (int rounds = 0; done < symbols.size() && rounds < 2000; ++rounds) {
            const auto taken = port.write(std::span{symbols}.subspan(done));
            REQUIRE(taken);
            done += *taken;
        }
        REQUIRE(port.flush() == true);
        // The script keeps only what it took.
        REQUIRE(decoded(sent(line)) == symbols);
    }
}

TEST_CASE("half a symbol is owed until the port takes it") {
    hal::VirtualClock clock{Instant{1s}};
    test::ScriptedSerial line{clock};
    line.write_limit = 1;
    NineBitSerial port{line};
    CHECK(port.write(std::array{symbol(0x101)}) == 1U);
    CHECK(port.owes_half());
    line.write_limit = 0;
    CHECK(port.flush() == false);
    CHECK(port.write(std::array{symbol(0x002)}) == 0U);
    line.write_limit = 4096;
    CHECK(port.write(std::array{symbol(0x002)}) == 1U);
    CHECK_FALSE(port.owes_half());
    CHECK(sent(line) == bytes({0x01, 1, 0x02, 0}));
}

TEST_CASE("a port that fails fails the write, owed half or not") {
    hal::VirtualClock clock{Instant{1s}};
    test::ScriptedSerial line{clock};
    line.write_limit = 1;
    NineBitSerial port{line};
    CHECK(port.write(std::array{symbol(1)}) == 1U);
    line.broken = hal::SerialError::disconnected;
    CHECK(port.write(std::array{symbol(1)}) == failure(hal::SerialError::disconnected));
    CHECK(port.flush() == failure(hal::SerialError::disconnected));
}

TEST_CASE("after a lost byte the pairs are found again at the next byte that is no ninth bit") {
    CHECK(decoded(bytes({0x55, 0xAA, 0, 0xFF, 1})) == std::vector{symbol(0x0AA), symbol(0x1FF)});
    CHECK(decoded(bytes({0x12, 1, 0x34, 0})) == std::vector{symbol(0x112), symbol(0x034)});
}

TEST_CASE("what the chain sends comes as it is, a byte a symbol") {
    hal::VirtualClock clock{Instant{1s}};
    test::ScriptedSerial line{clock};
    line.reply_to = [](const test::Bytes&) { return test::Answers{{Duration{0}, bytes({0xA5, 0x01})}}; };
    NineBitSerial port{line};
    CHECK(port.write(std::array{symbol(0x100)}) == 1U);
    std::array<std::byte, 8> into{};
    CHECK(port.read(into) == 2U);
    CHECK(into[0] == std::byte{0xA5});
}
