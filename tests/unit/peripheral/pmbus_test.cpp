// PMBus number formats against words captured from working regulator configurations.
#include "driver/peripheral/pmbus.hpp"

#include <cmath>
#include <limits>

#include "tests/support/catch.hpp"

using namespace adit;
using namespace adit::driver::peripheral;

TEST_CASE("LINEAR11 limits encode to the captured words") {
    struct Row {
        double value;
        std::uint16_t word;
    };
    const auto row = GENERATE(values<Row>({{4.8, 0xCA66},
                                           {4.5, 0xCA40},
                                           {6.5, 0xCB40},
                                           {10.5, 0xD2A0},
                                           {11.0, 0xD2C0},
                                           {11.5, 0xD2E0},
                                           {14.8, 0xD3B3},
                                           {0.25, 0xAA00},
                                           {0.125, 0xA200},
                                           {25.0, 0xDB20},
                                           {30.0, 0xDBC0},
                                           {50.0, 0xE320},
                                           {55.0, 0xE370}}));
    const auto word = encode_linear11(row.value);
    REQUIRE(word);
    CHECK(*word == row.word);
    CHECK(decode_linear11(row.word) == Approx(row.value).epsilon(0.001));
}

TEST_CASE("whole LINEAR11 numbers encode with the smallest exponent") {
    CHECK(encode_linear11_whole(650) == 0x028A);
    CHECK(encode_linear11_whole(105) == 0x0069);
    CHECK(encode_linear11_whole(145) == 0x0091);
    CHECK(encode_linear11_whole(3) == 0x0003);
    CHECK(encode_linear11_whole(0) == 0x0000);
    CHECK(encode_linear11_whole(1023) == 0x03FF);
    CHECK(encode_linear11_whole(1024) == 0x0A00);
    CHECK(decode_linear11(encode_linear11_whole(65535)) == 65472.0);
}

TEST_CASE("LINEAR11 readings decode, negative ones too") {
    CHECK(decode_linear11(0xD2C0) == 11.0);
    CHECK(decode_linear11(0xCA80) == 5.0);
    CHECK(decode_linear11(0x0019) == 25.0);
    CHECK(decode_linear11(0x07FF) == -1.0);
    CHECK(decode_linear11(0x0400) == -1024.0);
    CHECK(decode_linear11(0xF801) == 0.5);
    CHECK(decode_linear11(0x7BFF) == 1023.0 * 32768.0);
    CHECK(decode_linear11(0x0000) == 0.0);
}

TEST_CASE("rounding that fills the mantissa moves on to the next exponent") {
    const auto word = encode_linear11(1023.9);
    REQUIRE(word);
    CHECK(decode_linear11(*word) == 1024.0);
}

TEST_CASE("the smallest LINEAR11 number is 2^-7, and nothing below is rounded up to it") {
    const auto word = encode_linear11(0.0078125);
    REQUIRE(word);
    CHECK(decode_linear11(*word) == 0.0078125);
    CHECK_FALSE(encode_linear11(0.00780487));
    const auto rounded = encode_linear11(1023.6);
    REQUIRE(rounded);
    CHECK(decode_linear11(*rounded) == 1024.0);
}

TEST_CASE("what LINEAR11 limits cannot hold is refused") {
    CHECK(encode_linear11(0.0));
    for (const double value : {-1.0, 0.001, 1e9, std::nan(""), std::numeric_limits<double>::infinity()}) {
        CHECK_FALSE(encode_linear11(value));
    }
}

TEST_CASE("ULINEAR16 voltages and ratios encode to the captured words, never above what was asked") {
    struct Row {
        std::int32_t millivolts;
        std::uint16_t word;
    };
    const auto row = GENERATE(values<Row>({{1000, 0x0200},
                                           {1150, 0x024C},
                                           {1166, 0x0254},
                                           {1200, 0x0266},
                                           {2000, 0x0400},
                                           {2500, 0x0500},
                                           {3000, 0x0600},
                                           {4500, 0x0900},
                                           {3498, 0x06FE},
                                           {3600, 0x0733},
                                           {1250, 0x0280},
                                           {1160, 0x0251},
                                           {1100, 0x0233},
                                           {900, 0x01CC},
                                           {750, 0x0180}}));
    const auto word = encode_ulinear16(Millivolts{row.millivolts}, -9);
    REQUIRE(word);
    CHECK(*word == row.word);
    const double back = decode_ulinear16(*word, -9).value * 1000.0;
    CHECK(back <= row.millivolts);
    CHECK(back > row.millivolts - 2.0);
}

TEST_CASE("a ULINEAR16 reading decodes with the exponent of VOUT_MODE") {
    CHECK(decode_ulinear16(0x024C, -9).value == Approx(1.1484).epsilon(0.0001));
    CHECK(decode_ulinear16(0x024C, -10).value == Approx(0.5742).epsilon(0.0001));
}

TEST_CASE("ULINEAR16 refuses negative voltages and those beyond 16 bits") {
    CHECK_FALSE(encode_ulinear16(Millivolts{-1}, -9));
    CHECK(encode_ulinear16(Millivolts{127'999}, -9));
    CHECK_FALSE(encode_ulinear16(Millivolts{128'000}, -9));
    CHECK_FALSE(encode_ulinear16(Millivolts{std::numeric_limits<std::int32_t>::max()}, -16));
    CHECK_FALSE(encode_ulinear16(Millivolts{1000}, 1));
    CHECK_FALSE(encode_ulinear16(Millivolts{1000}, -17));
}

TEST_CASE("VOUT_MODE gives the exponent and tells ratios from volts") {
    CHECK(decode_vout_mode(0x17) == VoutMode{-9, false});
    CHECK(decode_vout_mode(0x97) == VoutMode{-9, true});
    CHECK(decode_vout_mode(0x14) == VoutMode{-12, false});
    for (const std::uint8_t byte : {std::uint8_t{0x00}, std::uint8_t{0x37}, std::uint8_t{0x1F}, std::uint8_t{0xFF}}) {
        CHECK_FALSE(decode_vout_mode(byte));
    }
}
