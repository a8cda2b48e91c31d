// The emulated regulators and the pin expander on the wire: what the rail and the pins really do.
#include <array>

#include "boards/virtual/ds4432u_model.hpp"
#include "boards/virtual/fxl6408_model.hpp"
#include "boards/virtual/tps53647_model.hpp"
#include "tests/support/catch.hpp"

using namespace adit;
using namespace adit::boards::virtual_device;

namespace {

template <class... Numbers>
bool write(I2cPart& part, Numbers... numbers) {
    const std::array<std::byte, sizeof...(Numbers)> out{static_cast<std::byte>(numbers)...};
    return part.write(out, Instant{});
}

unsigned word(I2cPart& part, int number) {
    std::array<std::byte, 2> in{};
    REQUIRE(write(part, number));
    REQUIRE(part.read(in, Instant{}));
    return std::to_integer<unsigned>(in[0]) | std::to_integer<unsigned>(in[1]) << 8;
}

}  // namespace

TEST_CASE("the emulated DAC bends the rail as published, and overflows into the sign as silicon does") {
    Ds4432uModel part;
    CHECK(part.rail() == Volts{0.0});
    part.set_enabled(true);
    CHECK(part.rail().value == Approx(1.458).margin(0.001));  // power-on
    REQUIRE(write(part, 0xF8, 0xC6));
    CHECK(part.rail().value == Approx(1.2).margin(0.004));
    REQUIRE(write(part, 0xF8, 0x80));
    CHECK(part.rail().value == Approx(1.458).margin(0.001));
    REQUIRE(write(part, 0xF8, 0x7F));
    CHECK(part.rail().value == Approx(1.928).margin(0.001));
    CHECK(part.highest_rail() == part.rail());
    REQUIRE(write(part, 0xF9, 0xFF));  // the output that is not connected
    CHECK(part.rail().value == Approx(1.928).margin(0.001));
    CHECK_FALSE(write(part, 0xFA, 0x00));
}

TEST_CASE("the emulated multiphase regulator follows VID and EN, boots at its straps, and keeps its ceiling") {
    Tps53647Model part{true};
    CHECK(part.rail() == Volts{0.0});
    part.set_enabled(true);
    CHECK(part.rail().value == Approx(1.4));
    REQUIRE(write(part, 0x24, 0xC9, 0x00));
    CHECK(part.rail().value == Approx(1.25));
    REQUIRE(write(part, 0x21, 0xB5, 0x00));
    CHECK(part.rail().value == Approx(1.15));
    CHECK(word(part, 0xD4) == 589);  // 1.15 V in steps of 2^-9
    REQUIRE(write(part, 0x21, 0xCA, 0x00));
    CHECK(part.rail().value == Approx(1.15));
    CHECK((word(part, 0x7A) & 0xFF) == 0x08);
    REQUIRE(write(part, 0x12));
    CHECK(part.rail().value == Approx(1.4));
    CHECK(word(part, 0xFC) == 0x01F8);
    REQUIRE(write(part, 0x11));
    CHECK(part.was_stored());
}

TEST_CASE("the emulated multiphase regulator trips, latches until cleared, and is all ones without its supply") {
    Tps53647Model part;
    part.set_enabled(true);
    REQUIRE(write(part, 0x46, 0x48, 0xEB));  // 105 A
    part.set_surroundings({.input{12.0}, .output_current{106.0}});
    CHECK_FALSE(part.is_on());
    CHECK(word(part, 0x79) == 0x4850);  // IOUT, PGOOD#, OFF, over-current
    part.set_surroundings({.input{12.0}});
    CHECK_FALSE(part.is_on());
    part.set_enabled(false);
    part.set_enabled(true);
    CHECK(part.is_on());
    CHECK(word(part, 0x79) == 0x4010);
    REQUIRE(write(part, 0x03));
    CHECK(word(part, 0x79) == 0x0000);
    part.set_surroundings({.input{0.0}});
    CHECK(word(part, 0x79) == 0xFFFF);
}

TEST_CASE("the emulated multiphase regulator refuses what is above its ceiling (NV-6)") {
    Tps53647Model part;
    part.set_enabled(true);
    part.set_surroundings({.input{12.0}});
    REQUIRE(write(part, 0x21, 0xB5, 0x00));
    REQUIRE(write(part, 0x24, 0xC9, 0x00));
    REQUIRE(write(part, 0x21, 0xE9, 0x00));
    CHECK(part.rail().value == Approx(1.15));
}

TEST_CASE("the emulated expander drives what is an output and not high-impedance, and resets on command") {
    Fxl6408Model part;
    REQUIRE(write(part, 0x03, 0x03));
    CHECK(part.driven(0) == std::nullopt);
    REQUIRE(write(part, 0x07, 0x00));
    CHECK(part.driven(0) == false);
    REQUIRE(write(part, 0x05, 0x02));
    CHECK(part.driven(1) == true);
    CHECK(part.history(1) == std::vector<bool>{false, true});
    part.drive_input(4, true);
    CHECK((word(part, 0x0F) & 0xFF) == 0x10);
    REQUIRE(write(part, 0x01, 0x01));
    CHECK(part.driven(1) == std::nullopt);
    CHECK_FALSE(write(part, 0x02, 0x00));
}
