// What every emulated register part does on the wire: pointer, lengths, byte order, faults; and the bus it sits on.
#include "boards/virtual/register_model.hpp"

#include <array>

#include "boards/virtual/ina260_model.hpp"
#include "boards/virtual/part_bus.hpp"
#include "boards/virtual/tmp75_model.hpp"
#include "hal/virtual_clock.hpp"
#include "tests/support/catch.hpp"

using namespace adit;
using namespace adit::boards::virtual_device;
using namespace std::chrono_literals;

namespace {

template <class... Numbers>
std::array<std::byte, sizeof...(Numbers)> bytes(Numbers... numbers) {
    return {std::byte{static_cast<unsigned char>(numbers)}...};
}

constexpr Instant later{1s};

}  // namespace

TEST_CASE("a register part answers from the register last named, in its own byte order, and ones beyond it") {
    Ina260Model meter;
    meter.set_load(Volts{5.12}, Amperes{2.56});
    REQUIRE(meter.write(bytes(0x02), later));
    std::array<std::byte, 3> read{};
    REQUIRE(meter.read(read, later));
    CHECK(read == bytes(0x10, 0x00, 0xFF));
    REQUIRE(meter.write(bytes(0x01), later));
    REQUIRE(meter.read(read, later));
    CHECK(read == bytes(0x08, 0x00, 0xFF));
}

TEST_CASE("unknown registers and writes of another length are not acknowledged") {
    Ina260Model meter;
    std::array<std::byte, 2> read{};
    CHECK_FALSE(meter.write(bytes(0x20), later));
    CHECK_FALSE(meter.read(read, later));
    CHECK_FALSE(meter.write(bytes(0x00, 0x61), later));
    CHECK_FALSE(meter.write(bytes(0x00, 0x61, 0x27, 0x00), later));
    CHECK(meter.write(bytes(0x00, 0x41, 0x27), later));
    CHECK(meter.held(0x00) == 0x6127);
}

TEST_CASE("each fault of a register part is one of its own") {
    Tmp75Model sensor;
    std::array<std::byte, 2> read{};
    sensor.set_deaf(0x03);
    CHECK(sensor.write(bytes(0x03, 0x11, 0x10), later));
    CHECK(sensor.held(0x03) == 0x5000);
    sensor.set_refusing(0x02);
    CHECK_FALSE(sensor.write(bytes(0x02, 0x11, 0x10), later));
    sensor.set_stuck(0x00, 0x4B00);
    REQUIRE(sensor.write(bytes(0x00), later));
    REQUIRE(sensor.read(read, later));
    CHECK(read == bytes(0x4B, 0x00));
    sensor.set_stuck(0x00, std::nullopt);
    REQUIRE(sensor.read(read, later));
    CHECK(read == bytes(0x19, 0x00));
    sensor.set_absent(true);
    CHECK_FALSE(sensor.write(bytes(0x00), later));
    CHECK_FALSE(sensor.read(read, later));
}

TEST_CASE("the in-process bus routes by address, and its faults come before every part") {
    hal::VirtualClock clock{later};
    PartBus bus{clock};
    Tmp75Model sensor;
    bus.attach(0x48, sensor);
    auto device = bus.claim(0x48);
    auto nobody = bus.claim(0x49);
    REQUIRE((device && nobody));
    std::array<std::byte, 2> read{};
    REQUIRE(device->write_read(bytes(0x00), read));
    CHECK(read == bytes(0x19, 0x00));
    CHECK(nobody->write_read(bytes(0x00), read).error() == hal::I2cError::no_ack);
    CHECK(device->write_read(bytes(0x77), read).error() == hal::I2cError::no_ack);
    CHECK(bus.transfers() == 3);
    bus.set_failing(3);
    CHECK(device->write_read(bytes(0x00), read).error() == hal::I2cError::no_ack);
    CHECK(device->write_read(bytes(0x00), read));
    bus.set_undriven(true);
    REQUIRE(nobody->write_read(bytes(0x00), read));
    CHECK(read == bytes(0xFF, 0xFF));
    bus.set_stuck(hal::I2cError::timeout);
    CHECK(device->write_read(bytes(0x00), read).error() == hal::I2cError::timeout);
}
