// TMP451 on a register-level part: both temperatures, one-shot mode, open diode.
#include "driver/peripheral/tmp451.hpp"

#include "boards/virtual/tmp451_model.hpp"
#include "tests/unit/peripheral/part_bench.hpp"

using namespace adit;
using namespace adit::driver::peripheral;
using namespace std::chrono_literals;
using test::error_of;

namespace {

constexpr std::uint8_t address = 0x4C;

struct Bench : test::PartBench {
    Bench() { bus.attach(address, model); }

    boards::virtual_device::Tmp451Model model;
    Tmp451 sensor{device(address)};
};

}  // namespace

TEST_CASE("the published pair of bytes is its temperature on both inputs") {
    Bench bench;
    bench.model.set_stuck(0x00, 0x19);
    bench.model.set_stuck(0x15, 0x10);
    bench.model.set_stuck(0x01, 0x19);
    bench.model.set_stuck(0x10, 0x10);
    CHECK(bench.sensor.read_local()->value == 25.0625);
    CHECK(bench.sensor.read_remote()->value == 25.0625);
    CHECK(tmp451_multiplexed.apply(Celsius{60.0}).value == Approx(33.2));
}

TEST_CASE("die and diode are read apart, the offset is added by the part") {
    Bench bench;
    bench.model.set_local(Celsius{31.5});
    bench.model.set_remote(Celsius{64.9375});
    CHECK(bench.sensor.read_input(Tmp451::local)->value == 31.5);
    CHECK(bench.sensor.read_input(Tmp451::remote)->value == 64.9375);
    REQUIRE(bench.sensor.configure({.remote_offset = -7}));
    CHECK(bench.sensor.read_remote()->value == 57.9375);
    CHECK(bench.sensor.read_local()->value == 31.5);
    CHECK(error_of(bench.sensor.read_input(2)) == PeripheralError::unsupported);
}

TEST_CASE("an open diode is one, whatever its registers hold, and the die goes on (HZ-03)") {
    Bench bench;
    bench.model.set_open(true);
    CHECK(error_of(bench.sensor.read_remote()) == PeripheralError::diode_open);
    CHECK(bench.sensor.read_local()->value == 25.0);
}

TEST_CASE("in one-shot mode there is no temperature before the first conversion, and none while it runs") {
    Bench bench;
    REQUIRE(bench.sensor.configure({.one_shot = true}));
    CHECK(error_of(bench.sensor.read_remote()) == PeripheralError::power_on_value);
    bench.model.set_remote(Celsius{50.0});
    REQUIRE(bench.sensor.start_conversion());
    CHECK(error_of(bench.sensor.read_remote()) == PeripheralError::not_ready);
    CHECK(error_of(bench.sensor.read_local()) == PeripheralError::not_ready);
    bench.clock.advance(50ms);
    CHECK(bench.sensor.read_remote()->value == 50.0);
    bench.model.set_remote(Celsius{70.0});
    CHECK(bench.sensor.read_remote()->value == 50.0);
}

TEST_CASE("bytes outside the part's range are no temperature (SA-9)") {
    Bench bench;
    bench.model.set_stuck(0x01, 0x80);
    CHECK(error_of(bench.sensor.read_remote()) == PeripheralError::implausible);
    bench.model.set_stuck(0x01, 0x19);
    bench.model.set_stuck(0x10, 0x18);
    CHECK(error_of(bench.sensor.read_remote()) == PeripheralError::implausible);
    bench.model.set_stuck(0x01, 0x7F);
    bench.model.set_stuck(0x10, 0xF0);
    CHECK(bench.sensor.read_remote()->value == 127.9375);
    bench.model.set_stuck(0x10, 0xFF);
    CHECK(error_of(bench.sensor.read_remote()) == PeripheralError::bus);
}

TEST_CASE("each setting is read back, at the number where the part shows it") {
    for (const unsigned setting : {0x09U, 0x11U, 0x23U}) {
        const auto number = static_cast<std::uint8_t>(setting);
        Bench bench;
        bench.model.set_deaf(number);
        CHECK(error_of(bench.sensor.configure({.one_shot = true, .remote_offset = 5, .n_factor = 3})) ==
              PeripheralError::mismatch);
    }
    Bench bench;
    bench.model.set_stuck(0x12, 0x40);
    CHECK(error_of(bench.sensor.configure()) == PeripheralError::mismatch);
}

TEST_CASE("a failure at any transfer of a reading is an error (SA-9)") {
    for (std::size_t n = 0; n < 3; ++n) {
        Bench bench;
        bench.bus.set_failing(n);
        CHECK(error_of(bench.sensor.read_remote()) == PeripheralError::no_ack);
    }
    for (std::size_t n = 0; n < 8; ++n) {
        Bench bench;
        bench.bus.set_failing(n);
        CHECK(error_of(bench.sensor.configure()) == PeripheralError::no_ack);
    }
}

TEST_CASE("another maker's thermometer is the wrong part, an undriven bus none at all") {
    Bench bench;
    CHECK(bench.sensor.check_identity());
    bench.model.set_stuck(0xFE, 0x41);
    CHECK(error_of(bench.sensor.check_identity()) == PeripheralError::wrong_part);
    bench.bus.set_undriven(true);
    CHECK(error_of(bench.sensor.check_identity()) == PeripheralError::bus);
    CHECK(error_of(bench.sensor.read_local()) == PeripheralError::bus);
    bench.bus.set_stuck(hal::I2cError::timeout);
    CHECK(error_of(bench.sensor.start_conversion()) == PeripheralError::timeout);
}
