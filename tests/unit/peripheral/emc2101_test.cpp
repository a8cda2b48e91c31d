// EMC2101 against a register-level part: identity, temperatures, fan.
#include "driver/peripheral/emc2101.hpp"

#include "tests/unit/peripheral/register_bus.hpp"

using namespace adit;
using namespace adit::driver::peripheral;
using test::error_of;

namespace {

struct Bench {
    void put_external(std::uint8_t high, std::uint8_t low) {
        bus.registers[0x01] = {high};
        bus.registers[0x10] = {low};
    }
    void put_tach(std::uint16_t count) {
        bus.registers[0x46] = {static_cast<std::uint8_t>(count & 0xFF)};
        bus.registers[0x47] = {static_cast<std::uint8_t>(count >> 8)};
    }

    test::RegisterBus bus;
    Emc2101 fan{bus.device(0x4C)};
};

}  // namespace

TEST_CASE("both fan controller variants are recognised, another part is reported without one") {
    Bench bench;
    bench.bus.registers[0xFD] = {0x16};
    bench.bus.registers[0xFE] = {0x5D};
    CHECK(bench.fan.identify()->part == Emc2101Part::emc2101);
    bench.bus.registers[0xFD] = {0x28};
    CHECK(bench.fan.identify()->part == Emc2101Part::emc2101_r);
    bench.bus.registers[0xFE] = {0x5C};
    const auto other = bench.fan.identify();
    REQUIRE(other);
    CHECK_FALSE(other->part);
    CHECK(other->manufacturer == 0x5C);
    bench.bus.is_undriven = true;
    CHECK_FALSE(bench.fan.identify()->part);
    bench.bus.fault = hal::I2cError::no_ack;
    CHECK(error_of(bench.fan.identify()) == PeripheralError::no_ack);
}

TEST_CASE("the Gamma's set-up is tachometer, diode model and direct PWM, each read back") {
    Bench bench;
    REQUIRE(bench.fan.configure());
    const std::vector<test::LoggedWrite> expected{{0x03, {0x04}}, {0x17, {0x24}}, {0x18, {0x00}}, {0x4A, {0x23}}};
    CHECK(bench.bus.writes == expected);
    REQUIRE(bench.fan.configure({.inverted_pwm = true}));
    CHECK(bench.bus.registers[0x4A] == std::vector<std::uint8_t>{0x33});
    bench.bus.flips[0x17] = 0x01;
    CHECK(error_of(bench.fan.configure()) == PeripheralError::mismatch);
}

TEST_CASE("the internal temperature is a signed byte") {
    Bench bench;
    bench.bus.registers[0x00] = {41};
    CHECK(bench.fan.read_internal_temperature()->value == 41.0);
    bench.bus.registers[0x00] = {0xF6};
    CHECK(bench.fan.read_internal_temperature()->value == -10.0);
    bench.bus.registers[0x00] = {0x80};
    CHECK(error_of(bench.fan.read_internal_temperature()) == PeripheralError::implausible);
    bench.bus.is_undriven = true;
    CHECK(error_of(bench.fan.read_internal_temperature()) == PeripheralError::bus);
}

TEST_CASE("the external temperature has eighths of a degree") {
    Bench bench;
    bench.put_external(0x2D, 0x60);
    CHECK(bench.fan.read_external_temperature()->value == 45.375);
    bench.put_external(0xF6, 0x20);
    CHECK(bench.fan.read_external_temperature()->value == -9.875);
    bench.put_external(0x7E, 0xE0);
    CHECK(bench.fan.read_external_temperature()->value == 126.875);
}

TEST_CASE("an open or shorted diode, an undriven bus and nonsense are errors, never temperatures (SA-9)") {
    Bench bench;
    bench.put_external(0x7F, 0x00);
    CHECK(error_of(bench.fan.read_external_temperature()) == PeripheralError::diode_open);
    bench.put_external(0x7F, 0xE0);
    CHECK(error_of(bench.fan.read_external_temperature()) == PeripheralError::diode_short);
    bench.put_external(0x7F, 0x20);
    CHECK(error_of(bench.fan.read_external_temperature()) == PeripheralError::implausible);
    bench.put_external(0x80, 0x00);
    CHECK(error_of(bench.fan.read_external_temperature()) == PeripheralError::implausible);
    bench.bus.is_undriven = true;
    CHECK(error_of(bench.fan.read_external_temperature()) == PeripheralError::bus);
    bench.bus.is_undriven = false;
    bench.bus.fail_at = bench.bus.transfers + 1;
    CHECK(error_of(bench.fan.read_external_temperature()) == PeripheralError::no_ack);
}

TEST_CASE("duty is cut off to 63 steps and reads back as a percentage with the same drive") {
    Bench bench;
    CHECK(emc2101_drive(Percent{50}) == 0x1F);
    for (int percent = 0; percent <= 100; ++percent) {
        REQUIRE(bench.fan.set_duty(Percent{percent}));
        CHECK(bench.bus.registers[0x4C][0] == 63 * percent / 100);
        const auto back = bench.fan.read_duty();
        REQUIRE(back);
        CHECK(emc2101_drive(*back) == emc2101_drive(Percent{percent}));
        CHECK(*back <= Percent{percent});
    }
}

TEST_CASE("a duty that is no percentage never reaches the fan, and one that cannot be read is an error (HZ-07)") {
    Bench bench;
    CHECK(error_of(bench.fan.set_duty(Percent{101})) == PeripheralError::out_of_range);
    CHECK(error_of(bench.fan.set_duty(Percent{-1})) == PeripheralError::out_of_range);
    CHECK(bench.bus.writes.empty());
    bench.bus.registers[0x4C] = {64};
    CHECK(error_of(bench.fan.read_duty()) == PeripheralError::implausible);
    bench.bus.is_undriven = true;
    CHECK(error_of(bench.fan.read_duty()) == PeripheralError::bus);
}

TEST_CASE("fan speed comes from the tachometer count, low byte read first") {
    Bench bench;
    bench.put_tach(1800);
    CHECK(*bench.fan.read_rpm() == Rpm{3000});
    CHECK(bench.bus.reads == std::vector<std::uint8_t>{0x46, 0x47});
    bench.put_tach(900);
    CHECK(*bench.fan.read_rpm() == Rpm{6000});
}

TEST_CASE("a stopped fan turns 0 rpm, and an impossible count is an error (HZ-06)") {
    Bench bench;
    bench.bus.registers[0xFE] = {0x5D};
    bench.put_tach(0xFFFF);
    CHECK(*bench.fan.read_rpm() == Rpm{0});
    bench.put_tach(0);
    CHECK(error_of(bench.fan.read_rpm()) == PeripheralError::implausible);
    bench.put_tach(179);
    CHECK(error_of(bench.fan.read_rpm()) == PeripheralError::implausible);
    bench.put_tach(180);
    CHECK(*bench.fan.read_rpm() == Rpm{30'000});
    bench.bus.fault = hal::I2cError::timeout;
    CHECK(error_of(bench.fan.read_rpm()) == PeripheralError::timeout);
}

TEST_CASE("a fan controller that stops answering is an error, not a fan that stands still (HZ-07)") {
    Bench bench;
    bench.put_tach(0xFFFF);
    bench.bus.registers[0xFE] = {0x00};
    CHECK(error_of(bench.fan.read_rpm()) == PeripheralError::implausible);
    bench.bus.is_undriven = true;
    CHECK(error_of(bench.fan.read_rpm()) == PeripheralError::bus);
}
