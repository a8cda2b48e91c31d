// INA260 on a register-level part: published words, signs, ranges, silence.
#include "driver/peripheral/ina260.hpp"

#include "boards/virtual/ina260_model.hpp"
#include "tests/unit/peripheral/part_bench.hpp"

using namespace adit;
using namespace adit::driver::peripheral;
using test::error_of;

namespace {

constexpr std::uint8_t address = 0x40;

struct Bench : test::PartBench {
    Bench() { bus.attach(address, model); }

    boards::virtual_device::Ina260Model model;
    Ina260 part{device(address)};
    PowerMeter& meter = part;
};

}  // namespace

TEST_CASE("published words are volts, amperes and watts") {
    Bench bench;
    bench.model.set_stuck(0x02, 0x1000);
    bench.model.set_stuck(0x01, 0x0800);
    bench.model.set_stuck(0x03, 0x0520);
    CHECK(bench.meter.measure_voltage()->value == Approx(5.12));
    CHECK(bench.meter.measure_current()->value == Approx(2.56));
    CHECK(bench.meter.measure_power()->value == Approx(13.12));
}

TEST_CASE("a small current backwards is small and negative, not 82 amperes") {
    Bench bench;
    bench.model.set_load(Volts{5.0}, Amperes{-0.125});
    CHECK(bench.meter.measure_current()->value == Approx(-0.125));
    CHECK(bench.meter.measure_power()->value == Approx(0.63));
    bench.model.set_load(Volts{5.0}, Amperes{-0.00125});  // the code of an undriven bus
    CHECK(bench.meter.measure_current()->value == Approx(-0.00125));
}

TEST_CASE("what the part cannot measure is an error, up to its limits it is a reading (SA-9)") {
    Bench bench;
    bench.model.set_load(Volts{36.0}, Amperes{15.0});
    CHECK(bench.meter.measure_voltage()->value == Approx(36.0));
    CHECK(bench.meter.measure_current()->value == Approx(15.0));
    CHECK(bench.meter.measure_power()->value == Approx(540.0));
    bench.model.set_load(Volts{36.00125}, Amperes{15.00125});
    CHECK(error_of(bench.meter.measure_voltage()) == PeripheralError::implausible);
    CHECK(error_of(bench.meter.measure_current()) == PeripheralError::implausible);
    bench.model.set_load(Volts{5.0}, Amperes{-15.00125});
    CHECK(error_of(bench.meter.measure_current()) == PeripheralError::implausible);
    bench.model.set_stuck(0x03, 54'001);
    CHECK(error_of(bench.meter.measure_power()) == PeripheralError::implausible);
}

TEST_CASE("a meter that fell silent gives no last good value (SA-9, HZ-29)") {
    Bench bench;
    bench.model.set_load(Volts{5.0}, Amperes{3.0});
    REQUIRE(bench.meter.measure_current());
    bench.model.set_absent(true);
    CHECK(error_of(bench.meter.measure_voltage()) == PeripheralError::no_ack);
    CHECK(error_of(bench.meter.measure_current()) == PeripheralError::no_ack);
    CHECK(error_of(bench.meter.measure_power()) == PeripheralError::no_ack);
    bench.bus.set_undriven(true);
    CHECK(error_of(bench.meter.measure_voltage()) == PeripheralError::bus);
    CHECK(error_of(bench.meter.measure_current()) == PeripheralError::bus);
    CHECK(error_of(bench.meter.measure_power()) == PeripheralError::bus);
    bench.bus.set_stuck(hal::I2cError::timeout);
    CHECK(error_of(bench.meter.measure_power()) == PeripheralError::timeout);
}

TEST_CASE("maker and die tell the meter, whatever its revision") {
    Bench bench;
    CHECK(bench.part.check_identity());
    bench.model.set_stuck(0xFF, 0x2271);
    CHECK(bench.part.check_identity());
    bench.model.set_stuck(0xFF, 0x2280);
    CHECK(error_of(bench.part.check_identity()) == PeripheralError::wrong_part);
    bench.model.set_stuck(0xFF, 0x2270);
    bench.model.set_stuck(0xFE, 0x5448);
    CHECK(error_of(bench.part.check_identity()) == PeripheralError::wrong_part);
    bench.bus.set_failing(bench.bus.transfers());
    CHECK(error_of(bench.part.check_identity()) == PeripheralError::no_ack);
    bench.bus.set_undriven(true);
    CHECK(error_of(bench.part.check_identity()) == PeripheralError::bus);
}

TEST_CASE("continuous conversion is configured and read back") {
    Bench bench;
    CHECK(bench.part.configure());
    CHECK(bench.model.held(0x00) == 0x6127);
    bench.model.set_stuck(0x00, 0x6120);
    CHECK(error_of(bench.part.configure()) == PeripheralError::mismatch);
    bench.model.set_refusing(0x00);
    CHECK(error_of(bench.part.configure()) == PeripheralError::no_ack);
    bench.model.set_refusing(0x00, false);
    bench.bus.set_failing(bench.bus.transfers() + 1);
    CHECK(error_of(bench.part.configure()) == PeripheralError::no_ack);
}
