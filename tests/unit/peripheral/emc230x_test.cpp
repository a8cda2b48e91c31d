// EMC2302 and EMC2305 on a register-level part: several fans, apart from each other.
#include "driver/peripheral/emc230x.hpp"

#include "boards/virtual/emc230x_model.hpp"
#include "tests/unit/peripheral/part_bench.hpp"

using namespace adit;
using namespace adit::driver::peripheral;
using test::error_of;

namespace {

constexpr std::uint8_t address = 0x2F;

struct Bench : test::PartBench {
    explicit Bench(Emc230xPart kind = Emc230xPart::emc2302)
        : model{kind == Emc230xPart::emc2302 ? std::size_t{2} : std::size_t{5}}, part{device(address), kind} {
        bus.attach(address, model);
    }

    boards::virtual_device::Emc230xModel model;
    Emc230x part;
    FanController& fan = part;
};

}  // namespace

TEST_CASE("the published count of 1024 is 3840 rpm on both fan blocks") {
    Bench bench;
    REQUIRE(bench.part.configure());
    const auto fan = GENERATE(std::uint8_t{0}, std::uint8_t{1});
    const auto tach = static_cast<std::uint8_t>(0x3E + 0x10 * fan);
    bench.model.set_stuck(tach, 0x20);
    bench.model.set_stuck(static_cast<std::uint8_t>(tach + 1), 0x00);
    CHECK(*bench.fan.read_fan_speed(fan) == Rpm{3840});
    bench.model.set_stuck(tach, 0x00);
    CHECK(error_of(bench.fan.read_fan_speed(fan)) == PeripheralError::implausible);
    bench.model.set_stuck(tach, 0xFF);
    CHECK(*bench.fan.read_fan_speed(fan) == Rpm{0});
}

TEST_CASE("every fan has its own duty and speed, and one that stalls stands alone (HZ-06)") {
    const auto kind = GENERATE(Emc230xPart::emc2302, Emc230xPart::emc2305);
    Bench bench{kind};
    REQUIRE(bench.part.configure());
    CHECK(bench.fan.fan_count() == (kind == Emc230xPart::emc2302 ? 2 : 5));
    for (std::uint8_t i = 0; i < bench.fan.fan_count(); ++i) REQUIRE(bench.fan.drive_fan(i, Percent{40 + 10 * i}));
    bench.model.fans[1].is_stalled = true;
    for (std::uint8_t i = 0; i < bench.fan.fan_count(); ++i) {
        CHECK(bench.model.drive(i) == 255 * (40 + 10 * i) / 100);
        CHECK(*bench.fan.read_fan_drive(i) == Percent{40 + 10 * i});
        const double expected = i == 1 ? 0.0 : 6000.0 * bench.model.drive(i) / 255.0;
        CHECK(bench.fan.read_fan_speed(i)->value == Approx(expected).epsilon(0.01));
    }
    CHECK(error_of(bench.fan.drive_fan(bench.fan.fan_count(), Percent{50})) == PeripheralError::unsupported);
}

TEST_CASE("the range multiplier of the set-up is the one speeds are computed with") {
    const auto multiplier = GENERATE(std::uint8_t{1}, std::uint8_t{2}, std::uint8_t{4}, std::uint8_t{8});
    Bench bench;
    CHECK(error_of(bench.fan.read_fan_speed(0)) == PeripheralError::not_configured);
    REQUIRE(bench.part.configure({.multiplier = multiplier}));
    REQUIRE(bench.fan.drive_fan(0, Percent{100}));
    CHECK(bench.fan.read_fan_speed(0)->value == Approx(6000).epsilon(0.01));
}

TEST_CASE("inverted fans turn the other way round on the pin, the duty means the same") {
    Bench bench;
    REQUIRE(bench.part.configure({.inverted_pwm = 0x03, .push_pull_pwm = 0x03}));
    CHECK(bench.model.held(0x2A) == 0x03);
    CHECK(bench.model.held(0x2B) == 0x03);
    CHECK(bench.model.held(0x32) == 0x08);
    CHECK(bench.model.held(0x42) == 0x08);
    REQUIRE(bench.fan.drive_fan(1, Percent{100}));
    CHECK(bench.model.drive(1) == 0);
    CHECK(bench.model.drive(0) == 255);
    CHECK(*bench.fan.read_fan_drive(1) == Percent{100});
}

TEST_CASE("a set-up that no part has stays off the bus, one that is not taken is a mismatch") {
    Bench bench;
    CHECK(error_of(bench.part.configure({.multiplier = 3})) == PeripheralError::out_of_range);
    CHECK(error_of(bench.part.configure({.inverted_pwm = 0x04})) == PeripheralError::out_of_range);
    CHECK(error_of(bench.part.configure({.push_pull_pwm = 0x10})) == PeripheralError::out_of_range);
    CHECK(bench.bus.transfers() == 0);
    REQUIRE(bench.part.configure());
    for (const unsigned setting : {0x2AU, 0x2BU, 0x32U, 0x42U}) {
        const auto number = static_cast<std::uint8_t>(setting);
        bench.model.set_stuck(number, 0x80);
        CHECK(error_of(bench.part.configure()) == PeripheralError::mismatch);
        bench.model.set_stuck(number, std::nullopt);
        CHECK(error_of(bench.fan.read_fan_speed(0)) == PeripheralError::not_configured);
    }
    CHECK(bench.part.configure());
}

TEST_CASE("a lost fan controller is an error on every fan, never 0 rpm (HZ-07)") {
    Bench bench;
    REQUIRE(bench.part.configure());
    bench.model.set_deaf(0x40);
    CHECK(error_of(bench.fan.drive_fan(1, Percent{50})) == PeripheralError::mismatch);
    bench.model.set_absent(true);
    CHECK(error_of(bench.fan.drive_fan(0, Percent{50})) == PeripheralError::no_ack);
    CHECK(error_of(bench.fan.read_fan_speed(0)) == PeripheralError::no_ack);
    CHECK(error_of(bench.fan.read_fan_speed(1)) == PeripheralError::no_ack);
    bench.bus.set_undriven(true);
    CHECK(error_of(bench.fan.drive_fan(0, Percent{100})) == PeripheralError::bus);
    CHECK(error_of(bench.fan.read_fan_drive(0)) == PeripheralError::bus);
    CHECK(error_of(bench.fan.read_fan_speed(0)) == PeripheralError::bus);
    CHECK(error_of(bench.part.check_identity()) == PeripheralError::bus);
    bench.bus.set_stuck(hal::I2cError::timeout);
    CHECK(error_of(bench.fan.read_fan_speed(1)) == PeripheralError::timeout);
    CHECK(error_of(bench.part.configure()) == PeripheralError::timeout);
}

TEST_CASE("two fans are not five: the id must be that of the board's part") {
    Bench two, five{Emc230xPart::emc2305};
    CHECK(two.part.check_identity());
    CHECK(five.part.check_identity());
    two.model.set_stuck(0xFD, 0x34);
    CHECK(error_of(two.part.check_identity()) == PeripheralError::wrong_part);
    two.model.set_stuck(0xFE, 0x00);
    CHECK(error_of(two.part.check_identity()) == PeripheralError::wrong_part);
    five.bus.set_failing(five.bus.transfers() + 1);
    CHECK(error_of(five.part.check_identity()) == PeripheralError::no_ack);
}
