// The emulated thermometers and fan controllers on the wire, against published codes.
#include <array>

#include "boards/virtual/emc2103_model.hpp"
#include "boards/virtual/emc230x_model.hpp"
#include "boards/virtual/tmp451_model.hpp"
#include "boards/virtual/tmp75_model.hpp"
#include "tests/support/catch.hpp"

using namespace adit;
using namespace adit::boards::virtual_device;
using namespace std::chrono_literals;

namespace {

constexpr Instant later{1s};

void write(I2cPart& part, int number, int value, Instant now = later) {
    const std::array out{static_cast<std::byte>(number), static_cast<std::byte>(value)};
    REQUIRE(part.write(out, now));
}

template <std::size_t size>
unsigned read(I2cPart& part, int number, Instant now = later) {
    std::array<std::byte, size> in{};
    REQUIRE(part.write(std::array{static_cast<std::byte>(number)}, now));
    REQUIRE(part.read(in, now));
    unsigned value = 0;
    for (const std::byte byte : in) value = value << 8 | std::to_integer<unsigned>(byte);
    return value;
}

}  // namespace

TEST_CASE("the emulated thermometer has the published codes") {
    Tmp75Model sensor;
    CHECK(read<2>(sensor, 0x00, Instant{}) == 0x0000);  // nothing converted yet
    CHECK(read<2>(sensor, 0x00) == 0x1900);
    sensor.set_temperature(Celsius{-25.0});
    CHECK(read<2>(sensor, 0x00) == 0xE700);
    sensor.set_temperature(Celsius{-0.0625});
    CHECK(read<2>(sensor, 0x00) == 0xFFF0);
    CHECK(read<2>(sensor, 0x0F) == 0x7500);
    Tmp75Model without{false};
    CHECK_FALSE(without.write(std::array{std::byte{0x0F}}, later));
}

TEST_CASE("the emulated TMP451 converts when told in shutdown, and all the time otherwise") {
    Tmp451Model sensor;
    sensor.set_remote(Celsius{25.0625});
    CHECK(read<1>(sensor, 0x01) == 0x19);
    CHECK(read<1>(sensor, 0x10) == 0x10);
    write(sensor, 0x09, 0x40);
    sensor.set_remote(Celsius{90.0});
    CHECK(read<1>(sensor, 0x01) == 0x19);
    write(sensor, 0x0F, 0x00);
    CHECK(read<1>(sensor, 0x02) == 0x80);
    CHECK(read<1>(sensor, 0x02, later + 40ms) == 0x00);
    CHECK(read<1>(sensor, 0x01, later + 40ms) == 90);
    sensor.set_open(true);
    CHECK(read<1>(sensor, 0x02, later + 40ms) == 0x04);
    CHECK(read<1>(sensor, 0xFE) == 0x55);
}

TEST_CASE("the emulated EMC2103 tells temperatures, faulty diodes and its fan") {
    Emc2103Model part;
    part.set_temperature(1, Celsius{45.375});
    part.set_temperature(2, std::nullopt);
    CHECK((read<1>(part, 0x02) << 8 | read<1>(part, 0x03)) == 0x2D60);
    CHECK((read<1>(part, 0x04) << 8 | read<1>(part, 0x05)) == 0x8000);
    CHECK((read<1>(part, 0x4E) << 8 | read<1>(part, 0x4F)) == 0xFFF8);
    write(part, 0x40, 255);
    CHECK((read<1>(part, 0x4E) << 5 | read<1>(part, 0x4F) >> 3) == 7'864'320 / 6000);
    write(part, 0x42, 0xAB);  // closed loop: the drive setting is not taken
    write(part, 0x40, 10);
    CHECK(part.drive() == 255);
}

TEST_CASE("the emulated EMC2302 counts by range and edges, and has two fans only") {
    Emc230xModel part{2};
    part.fans[1].full_speed = Rpm{3840};
    write(part, 0x42, 0x08);
    write(part, 0x40, 255);
    CHECK((read<1>(part, 0x4E) << 8 | read<1>(part, 0x4F)) == 0x2000);
    write(part, 0x42, 0x28);
    CHECK((read<1>(part, 0x4E) << 8 | read<1>(part, 0x4F)) == 0x4000);
    write(part, 0x42, 0x00);  // three edges: half the count
    CHECK((read<1>(part, 0x4E) << 8 | read<1>(part, 0x4F)) == 0x1000);
    part.fans[1].is_stalled = true;
    CHECK((read<1>(part, 0x4E) << 8 | read<1>(part, 0x4F)) == 0xFFF8);
    CHECK_FALSE(part.write(std::array{std::byte{0x50}}, later));
    Emc230xModel five{5};
    CHECK(read<1>(five, 0x70) == 0);
    CHECK(read<1>(five, 0xFD) == 0x34);
    CHECK(read<1>(part, 0xFD) == 0x36);
}
