// TMP1075 and its relatives on a register-level part: temperatures, id, shutdown, what is no temperature.
#include "driver/peripheral/tmp75.hpp"

#include "boards/virtual/tmp75_model.hpp"
#include "tests/unit/peripheral/part_bench.hpp"

using namespace adit;
using namespace adit::driver::peripheral;
using namespace std::chrono_literals;
using test::error_of;

namespace {

constexpr std::uint8_t address = 0x4A;

struct Bench : test::PartBench {
    explicit Bench(Tmp75Part part = Tmp75Part::tmp1075, bool has_id = true)
        : model{has_id}, sensor{device(address), part} {
        bus.attach(address, model);
        clock.advance(1s);
    }

    boards::virtual_device::Tmp75Model model;
    Tmp75 sensor;
};

}  // namespace

TEST_CASE("published codes of the thermometer are their temperatures, negative ones too") {
    Bench bench;
    struct Row {
        std::uint16_t code;
        double celsius;
    };
    const auto row = GENERATE(values<Row>(
        {{0x1900, 25.0}, {0x4B00, 75.0}, {0xE700, -25.0}, {0xFFF0, -0.0625}, {0x0010, 0.0625}, {0x7FF0, 127.9375}}));
    bench.model.set_stuck(0x00, row.code);
    const auto read = bench.sensor.read_temperature();
    REQUIRE(read);
    CHECK(read->value == row.celsius);
}

TEST_CASE("the thermometer follows the board in sixteenths of a degree") {
    Bench bench;
    for (const double celsius : {-40.0, -0.0625, 0.5, 24.9375, 71.5, 125.0}) {
        bench.model.set_temperature(Celsius{celsius});
        const auto read = bench.sensor.read_input(0);
        REQUIRE(read);
        CHECK(read->value == celsius);
    }
    CHECK(error_of(bench.sensor.read_input(1)) == PeripheralError::unsupported);
}

TEST_CASE("codes that no thermometer of this kind can measure are errors (SA-9)") {
    Bench bench;
    bench.model.set_stuck(0x00, 0x8000);  // -128 C
    CHECK(error_of(bench.sensor.read_temperature()) == PeripheralError::implausible);
    bench.model.set_stuck(0x00, 0x1901);  // a bit the part does not drive
    CHECK(error_of(bench.sensor.read_temperature()) == PeripheralError::implausible);
    bench.model.set_stuck(0x00, 0xC8F0);  // -55.0625 C
    CHECK(error_of(bench.sensor.read_temperature()) == PeripheralError::implausible);
    bench.model.set_stuck(0x00, 0xC900);
    CHECK(bench.sensor.read_temperature()->value == -55.0);
}

TEST_CASE("before the first conversion there is no temperature, not zero degrees (SA-9)") {
    Bench bench;
    bench.model.power_up(bench.clock.now());
    CHECK(error_of(bench.sensor.read_temperature()) == PeripheralError::power_on_value);
    bench.clock.advance(30ms);
    CHECK(bench.sensor.read_temperature()->value == 25.0);
}

TEST_CASE("a thermometer that was shut down repeats itself until it is configured (HZ-03)") {
    Bench bench;
    REQUIRE(bench.sensor.read_temperature());
    auto other = bench.device(0x4B);
    bench.bus.attach(0x4B, bench.model);
    REQUIRE(other.write(std::array{std::byte{0x01}, std::byte{0x61}}));
    bench.model.set_temperature(Celsius{80.0});
    CHECK(bench.sensor.read_temperature()->value == 25.0);
    REQUIRE(bench.sensor.configure());
    CHECK(bench.sensor.read_temperature()->value == 80.0);
    CHECK(bench.model.held(0x01) == 0x60);
    REQUIRE(other.write(std::array{std::byte{0x01}, std::byte{0x61}}));
    bench.model.set_deaf(0x01);
    CHECK(error_of(bench.sensor.configure()) == PeripheralError::mismatch);
    bench.model.set_refusing(0x01);
    CHECK(error_of(bench.sensor.configure()) == PeripheralError::no_ack);
}

TEST_CASE("the TMP1075 has an id, its relatives only an answer") {
    Bench bench;
    CHECK(bench.sensor.check_identity());
    bench.model.set_stuck(0x0F, 0x7501);
    CHECK(error_of(bench.sensor.check_identity()) == PeripheralError::wrong_part);
    const auto relative = GENERATE(Tmp75Part::tmp1075n, Tmp75Part::tmp75, Tmp75Part::lm75);
    Bench without{relative, false};
    CHECK(without.sensor.check_identity());
    without.model.set_absent(true);
    CHECK(error_of(without.sensor.check_identity()) == PeripheralError::no_ack);
}

TEST_CASE("a thermometer that is gone, on a stuck bus or on an undriven one has no temperature (HZ-03, HZ-29)") {
    Bench bench;
    bench.model.set_absent(true);
    CHECK(error_of(bench.sensor.read_temperature()) == PeripheralError::no_ack);
    bench.bus.set_undriven(true);
    CHECK(error_of(bench.sensor.read_temperature()) == PeripheralError::bus);
    CHECK(error_of(bench.sensor.check_identity()) == PeripheralError::bus);
    CHECK(error_of(bench.sensor.configure()) == PeripheralError::bus);
    bench.bus.set_stuck(hal::I2cError::timeout);
    CHECK(error_of(bench.sensor.read_temperature()) == PeripheralError::timeout);
}
