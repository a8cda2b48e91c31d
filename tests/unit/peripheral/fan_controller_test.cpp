// The fan interface on an EMC2101, as the safety code will see it: duty with read-back, standstill, silence.
#include "driver/peripheral/fan_controller.hpp"

#include "driver/peripheral/emc2101.hpp"
#include "tests/unit/peripheral/register_bus.hpp"

using namespace adit;
using namespace adit::driver::peripheral;
using test::error_of;

namespace {

struct Bench {
    test::RegisterBus bus;
    Emc2101 part{bus.device(0x4C)};
    FanController& fan = part;
    TemperatureSensor& sensor = part;
};

}  // namespace

TEST_CASE("a fan's duty is set, read back, and told in percent again") {
    Bench bench;
    CHECK(bench.fan.fan_count() == 1);
    REQUIRE(bench.fan.drive_fan(0, Percent{50}));
    CHECK(bench.bus.registers[0x4C] == std::vector<std::uint8_t>{0x1F});
    CHECK(*bench.fan.read_fan_drive(0) == Percent{50});
    REQUIRE(bench.fan.drive_fan(0, Percent{100}));
    CHECK(*bench.fan.read_fan_drive(0) == Percent{100});
}

TEST_CASE("a duty that was not taken is a mismatch, a lost controller an error, nonsense stays off the bus (HZ-07)") {
    Bench bench;
    CHECK(error_of(bench.fan.drive_fan(1, Percent{50})) == PeripheralError::unsupported);
    CHECK(error_of(bench.fan.read_fan_drive(1)) == PeripheralError::unsupported);
    CHECK(error_of(bench.fan.read_fan_speed(1)) == PeripheralError::unsupported);
    CHECK(error_of(bench.fan.drive_fan(0, Percent{101})) == PeripheralError::out_of_range);
    CHECK(error_of(bench.fan.drive_fan(0, Percent{-1})) == PeripheralError::out_of_range);
    CHECK(bench.bus.transfers == 0);
    bench.bus.deaf = {0x4C};
    CHECK(error_of(bench.fan.drive_fan(0, Percent{50})) == PeripheralError::mismatch);
    bench.bus.is_undriven = true;
    CHECK(error_of(bench.fan.drive_fan(0, Percent{100})) == PeripheralError::bus);
    bench.bus.fault = hal::I2cError::no_ack;
    CHECK(error_of(bench.fan.drive_fan(0, Percent{50})) == PeripheralError::no_ack);
    CHECK(error_of(bench.fan.read_fan_drive(0)) == PeripheralError::no_ack);
    CHECK(error_of(bench.fan.read_fan_speed(0)) == PeripheralError::no_ack);
}

TEST_CASE("both temperatures of the fan controller are inputs of a sensor, a third is not") {
    Bench bench;
    bench.bus.registers[0x00] = {41};
    bench.bus.registers[0x01] = {0x2D};
    bench.bus.registers[0x10] = {0x60};
    CHECK(bench.sensor.input_count() == 2);
    CHECK(bench.sensor.read_input(Emc2101::internal)->value == 41.0);
    CHECK(bench.sensor.read_input(Emc2101::external)->value == 45.375);
    CHECK(error_of(bench.sensor.read_input(2)) == PeripheralError::unsupported);
}

TEST_CASE("a correction turns around its pivot") {
    constexpr TemperatureCorrection none, octaxe{.gain = 1.09, .pivot{30.0}, .offset{-29.5}};
    CHECK(none.apply(Celsius{25.0625}).value == 25.0625);
    CHECK(octaxe.apply(Celsius{30.0}).value == Approx(0.5));
    CHECK(octaxe.apply(Celsius{90.0}).value == Approx(65.9));
}
