// Hexadecimal text.
#include "miner/bitcoin/hex.hpp"

#include <array>

#include "tests/support/catch.hpp"

namespace adit::miner {
namespace {

TEST_CASE("hex is read in either case and written in lower case") {
    const auto bytes = decode_hex("00fFA5", 3);
    REQUIRE(bytes);
    CHECK(to_hex(*bytes) == "00ffa5");
    CHECK(hex32(0x00b44000) == "00b44000");
    CHECK(parse_hex32("7552034C") == 0x7552034cU);
}

TEST_CASE("every byte survives the way through text") {
    for (int value = 0; value < 256; ++value) {
        const std::array bytes{static_cast<std::byte>(value)};
        std::array<std::byte, 1> back{};
        CHECK(decode_hex(to_hex(bytes), std::span{back}));
        CHECK(back == bytes);
    }
}

TEST_CASE("odd length, strange digits and too much are refused") {
    CHECK_FALSE(decode_hex("abc", 10));
    CHECK_FALSE(decode_hex("0g", 10));
    CHECK_FALSE(decode_hex("0x12", 10));
    CHECK_FALSE(decode_hex("001122", 2));
    CHECK(decode_hex("001122", 3));
    CHECK(decode_hex("", 0)->empty());
}

TEST_CASE("a fixed length is exact") {
    std::array<std::byte, 2> two{};
    CHECK(decode_hex("0102", std::span{two}));
    CHECK_FALSE(decode_hex("01", std::span{two}));
    CHECK_FALSE(decode_hex("010203", std::span{two}));
}

TEST_CASE("a 32-bit number has exactly eight digits") {
    CHECK(parse_hex32("00000001") == 1U);
    for (const char* text : {"", "1", "0000001", "000000001", "0x000001", "0000000g", "-0000001"}) {
        INFO(text);
        CHECK_FALSE(parse_hex32(text));
    }
}

}  // namespace
}  // namespace adit::miner
