// EMC2103 on a register-level part: three temperatures, one fan.
#include "driver/peripheral/emc2103.hpp"

#include "boards/virtual/emc2103_model.hpp"
#include "tests/unit/peripheral/part_bench.hpp"

using namespace adit;
using namespace adit::driver::peripheral;
using test::error_of;

namespace {

constexpr std::uint8_t address = 0x2E;

struct Bench : test::PartBench {
    Bench() { bus.attach(address, model); }
    void put_tach(std::uint16_t count) {
        model.set_stuck(0x4E, static_cast<std::uint16_t>(count >> 5));
        model.set_stuck(0x4F, static_cast<std::uint16_t>(count << 3 & 0xFF));
    }

    boards::virtual_device::Emc2103Model model;
    Emc2103 part{device(address)};
    FanController& fan = part;
};

}  // namespace

TEST_CASE("the three temperatures are read apart, in eighths of a degree, negative ones too") {
    Bench bench;
    bench.model.set_temperature(0, Celsius{-12.125});
    bench.model.set_temperature(1, Celsius{45.375});
    bench.model.set_temperature(2, Celsius{126.875});
    CHECK(bench.part.read_temperature(Emc2103::internal)->value == -12.125);
    CHECK(bench.part.read_temperature(Emc2103::external_1)->value == 45.375);
    CHECK(bench.part.read_temperature(Emc2103::external_2)->value == 126.875);
    CHECK(error_of(bench.part.read_temperature(3)) == PeripheralError::unsupported);
    bench.model.set_stuck(0x02, 0x2D);
    bench.model.set_stuck(0x03, 0x60);
    CHECK(bench.part.read_temperature(Emc2103::external_1)->value == 45.375);
}

TEST_CASE("the fault code of a diode is an error, not -128 degrees; the other diode goes on (HZ-03)") {
    Bench bench;
    bench.model.set_temperature(1, std::nullopt);
    CHECK(error_of(bench.part.read_temperature(Emc2103::external_1)) == PeripheralError::diode_fault);
    CHECK(bench.part.read_temperature(Emc2103::external_2)->value == 25.0);
    bench.model.set_temperature(1, Celsius{-40.125});
    CHECK(error_of(bench.part.read_temperature(Emc2103::external_1)) == PeripheralError::implausible);
    bench.model.set_temperature(1, Celsius{-40.0});
    CHECK(bench.part.read_temperature(Emc2103::external_1)->value == -40.0);
    bench.model.set_temperature(1, Celsius{127.125});
    CHECK(error_of(bench.part.read_temperature(Emc2103::external_1)) == PeripheralError::implausible);
}

TEST_CASE("published tachometer counts are speeds at range multiplier 2") {
    Bench bench;
    bench.put_tach(0x0800);
    CHECK(*bench.fan.read_fan_speed(0) == Rpm{3840});
    bench.put_tach(1);
    CHECK(error_of(bench.fan.read_fan_speed(0)) == PeripheralError::implausible);
    bench.put_tach(0);
    CHECK(error_of(bench.fan.read_fan_speed(0)) == PeripheralError::implausible);
    bench.put_tach(0x1FFF);
    CHECK(*bench.fan.read_fan_speed(0) == Rpm{0});
    bench.model.set_stuck(0x4F, 0x01);
    CHECK(error_of(bench.fan.read_fan_speed(0)) == PeripheralError::implausible);
}

TEST_CASE("the fan follows its duty, and stands still when it is stalled (HZ-06)") {
    Bench bench;
    REQUIRE(bench.part.configure());
    REQUIRE(bench.fan.drive_fan(0, Percent{50}));
    CHECK(bench.model.drive() == 127);
    CHECK(bench.fan.read_fan_speed(0)->value == Approx(6000 * 127 / 255).epsilon(0.01));
    REQUIRE(bench.fan.drive_fan(0, Percent{100}));
    CHECK(bench.model.drive() == 255);
    CHECK(*bench.fan.read_fan_drive(0) == Percent{100});
    CHECK(bench.fan.read_fan_speed(0)->value == Approx(6000).epsilon(0.01));
    bench.model.fan.is_stalled = true;
    CHECK(*bench.fan.read_fan_speed(0) == Rpm{0});
}

TEST_CASE("a controller that stops answering is an error, and so is a duty that was not taken (HZ-07)") {
    Bench bench;
    bench.model.set_deaf(0x40);
    CHECK(error_of(bench.fan.drive_fan(0, Percent{50})) == PeripheralError::mismatch);
    bench.model.set_refusing(0x40);
    CHECK(error_of(bench.fan.drive_fan(0, Percent{50})) == PeripheralError::no_ack);
    bench.model.set_absent(true);
    CHECK(error_of(bench.fan.read_fan_speed(0)) == PeripheralError::no_ack);
    CHECK(error_of(bench.fan.read_fan_drive(0)) == PeripheralError::no_ack);
    CHECK(error_of(bench.part.read_temperature(0)) == PeripheralError::no_ack);
    bench.bus.set_undriven(true);
    CHECK(error_of(bench.fan.read_fan_speed(0)) == PeripheralError::bus);
    CHECK(error_of(bench.fan.read_fan_drive(0)) == PeripheralError::bus);
    CHECK(error_of(bench.fan.drive_fan(0, Percent{100})) == PeripheralError::bus);
    CHECK(error_of(bench.part.read_temperature(0)) == PeripheralError::bus);
    bench.bus.set_stuck(hal::I2cError::timeout);
    CHECK(error_of(bench.fan.read_fan_speed(0)) == PeripheralError::timeout);
}

TEST_CASE("a failure between the bytes of a reading is an error (SA-9)") {
    Bench bench;
    bench.bus.set_failing(1);
    CHECK(error_of(bench.part.read_temperature(0)) == PeripheralError::no_ack);
    bench.bus.set_failing(bench.bus.transfers() + 1);
    CHECK(error_of(bench.fan.read_fan_speed(0)) == PeripheralError::no_ack);
}

TEST_CASE("both variants are recognised, another part is not, the set-up is read back") {
    Bench bench;
    CHECK(bench.part.check_identity());
    bench.model.set_stuck(0xFD, 0x24);
    CHECK(bench.part.check_identity());
    bench.model.set_stuck(0xFD, 0x16);
    CHECK(error_of(bench.part.check_identity()) == PeripheralError::wrong_part);
    bench.model.set_stuck(0xFE, 0x55);
    CHECK(error_of(bench.part.check_identity()) == PeripheralError::wrong_part);
    bench.model.set_stuck(0x2A, 0x01);
    CHECK(error_of(bench.part.configure()) == PeripheralError::mismatch);
    bench.model.set_stuck(0x20, 0x40);
    CHECK(error_of(bench.part.configure()) == PeripheralError::mismatch);
    bench.bus.set_undriven(true);
    CHECK(error_of(bench.part.check_identity()) == PeripheralError::bus);
}
