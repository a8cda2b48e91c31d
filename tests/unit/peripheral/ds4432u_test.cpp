// DS4432U with its buck and enable line: codes, the first moment of the rail, limits, lost settings.
#include "driver/peripheral/ds4432u.hpp"

#include <limits>

#include "boards/virtual/ds4432u_model.hpp"
#include "tests/unit/peripheral/part_bench.hpp"

using namespace adit;
using namespace adit::driver::peripheral;
using boards::virtual_device::Ds4432uModel;
using test::error_of;

namespace {

constexpr std::uint8_t address = 0x48;
constexpr RailWindow window{.lowest{1100}, .highest{1300}, .first{1200}};

struct Bench : test::PartBench {
    explicit Bench(Ds4432u::Output output = Ds4432u::Output::out0)
        : model{static_cast<std::uint8_t>(output)},
          part{device(address), EnableLine{pin, hal::Level::low}, Ds4432uDivider{}, output} {
        bus.attach(address, model);
    }

    Ds4432uModel model;
    test::SwitchPin<Ds4432uModel> pin{model, hal::Level::low};
    Ds4432u part;
    Regulator& regulator = part;
};

}  // namespace

TEST_CASE("published rail voltages have their published DAC codes") {
    struct Row {
        std::int32_t millivolts;
        std::uint8_t code;
    };
    const auto row = GENERATE(values<Row>({{1000, 0xFC},
                                           {1100, 0xE1},
                                           {1150, 0xD4},
                                           {1166, 0xD0},
                                           {1200, 0xC6},
                                           {1250, 0xB9},
                                           {1300, 0xAB},
                                           {1400, 0x90},
                                           {1450, 0x83}}));
    const auto code = ds4432u_code(Millivolts{row.millivolts});
    REQUIRE(code);
    CHECK(*code == row.code);
}

TEST_CASE(
    "no code of any voltage lies above it, runs into the sign bit, or is that of a part without setting (HZ-09)") {
    for (std::int32_t millivolts = 990; millivolts <= 1927; ++millivolts) {
        const auto code = ds4432u_code(Millivolts{millivolts});
        REQUIRE(code);
        CHECK((*code & 0x7F) != 0);
        const double rail = ds4432u_rail(*code).value * 1000.0;
        CHECK(rail <= millivolts + 1e-6);
        CHECK(rail > millivolts - 8.0);
    }
    CHECK(ds4432u_code(Millivolts{990}) == 0xFF);
    CHECK(ds4432u_code(Millivolts{1927}) == 0x7E);
}

TEST_CASE("a voltage beyond the seven bits of the DAC is refused, at both ends (HZ-09)") {
    for (const int millivolts : {989, 985, 980, 950, 1928, 2000, 0, -1150, 1'150'000,
                                 std::numeric_limits<std::int32_t>::min(), std::numeric_limits<std::int32_t>::max()}) {
        CHECK(error_of(ds4432u_code(Millivolts{millivolts})) == PeripheralError::out_of_range);
    }
    const Ds4432uDivider too_wide{.lowest{500}, .highest{2500}};
    CHECK(error_of(ds4432u_code(Millivolts{980}, too_wide)) == PeripheralError::out_of_range);
    CHECK(error_of(ds4432u_code(Millivolts{2000}, too_wide)) == PeripheralError::out_of_range);
}

TEST_CASE("codes 00 and 80 are the nominal rail of the buck") {
    CHECK(ds4432u_rail(0x00).value == Approx(1.458).margin(0.001));
    CHECK(ds4432u_rail(0x80).value == Approx(1.458).margin(0.001));
}

TEST_CASE("the rail first rises to the voltage that was asked for, never through the nominal one (HZ-09)") {
    const auto output = GENERATE(Ds4432u::Output::out0, Ds4432u::Output::out1);
    Bench bench{output};
    REQUIRE(bench.regulator.protect(window));
    CHECK(bench.pin.level() == hal::Level::high);
    REQUIRE(bench.regulator.switch_on());
    CHECK(bench.model.rail().value == Approx(1.2).margin(0.004));
    REQUIRE(bench.regulator.set_rail(Millivolts{1300}));
    CHECK(bench.model.highest_rail() <= Volts{1.3});
    REQUIRE(bench.regulator.set_rail(Millivolts{1100}));
    CHECK(bench.model.rail().value == Approx(1.1).margin(0.004));
    REQUIRE(bench.regulator.switch_off());
    CHECK(bench.model.rail() == Volts{0.0});
}

TEST_CASE("nothing is switched on before the protection, and an output that was on is switched off first (SA-2)") {
    Bench bench;
    CHECK(error_of(bench.regulator.switch_on()) == PeripheralError::not_configured);
    CHECK(error_of(bench.regulator.set_rail(Millivolts{1200})) == PeripheralError::not_configured);
    REQUIRE(bench.pin.set(hal::Level::low));
    CHECK(bench.model.rail() > Volts{1.4});
    REQUIRE(bench.regulator.protect(window));
    CHECK(bench.model.rail() == Volts{0.0});
}

TEST_CASE("a window beyond the divider switches off and stays locked") {
    Bench bench;
    CHECK(error_of(bench.regulator.protect({.lowest{989}, .highest{1300}, .first{1200}})) ==
          PeripheralError::out_of_range);
    CHECK(error_of(bench.regulator.protect({.lowest{1000}, .highest{1928}, .first{1200}})) ==
          PeripheralError::out_of_range);
    CHECK(error_of(bench.regulator.switch_on()) == PeripheralError::not_configured);
    CHECK(bench.model.held(0xF8) == 0);
}

TEST_CASE("a voltage one millivolt outside the window never reaches the DAC (HZ-09)") {
    Bench bench;
    REQUIRE(bench.regulator.protect(window));
    const auto transfers = bench.bus.transfers();
    CHECK(error_of(bench.regulator.set_rail(Millivolts{1099})) == PeripheralError::out_of_range);
    CHECK(error_of(bench.regulator.set_rail(Millivolts{1301})) == PeripheralError::out_of_range);
    CHECK(bench.bus.transfers() == transfers);
}

TEST_CASE("a code that was lost, or another one, is found by the read-back (HZ-10)") {
    Bench bench;
    REQUIRE(bench.regulator.protect(window));
    bench.model.set_deaf(0xF8);
    CHECK(error_of(bench.regulator.set_rail(Millivolts{1150})) == PeripheralError::mismatch);
    bench.model.set_deaf(0xF8, false);
    bench.model.set_stuck(0xF8, 0xD5);  // one step beside
    CHECK(error_of(bench.regulator.set_rail(Millivolts{1150})) == PeripheralError::mismatch);
    bench.model.set_stuck(0xF8, std::nullopt);
    bench.model.set_refusing(0xF8);
    CHECK(error_of(bench.regulator.set_rail(Millivolts{1150})) == PeripheralError::no_ack);
}

TEST_CASE("a DAC that lost its setting is not switched on (HZ-09)") {
    Bench bench;
    REQUIRE(bench.regulator.protect(window));
    bench.model.power_up();
    CHECK(error_of(bench.regulator.switch_on()) == PeripheralError::power_on_value);
    CHECK(error_of(bench.regulator.read_rail_setting()) == PeripheralError::power_on_value);
    bench.model.set_stuck(0xF8, 0x80);
    CHECK(error_of(bench.regulator.switch_on()) == PeripheralError::power_on_value);
    bench.model.set_stuck(0xF8, 0x90);
    CHECK(error_of(bench.regulator.switch_on()) == PeripheralError::mismatch);
    CHECK(bench.model.highest_rail() == Volts{0.0});
}

TEST_CASE("the lowest code is told apart from an undriven bus") {
    Bench bench;
    REQUIRE(bench.regulator.protect({.lowest{990}, .highest{1300}, .first{990}}));
    CHECK(bench.model.held(0xF8) == 0xFF);
    CHECK(bench.regulator.read_rail_setting() == Millivolts{988});
    bench.bus.set_undriven(true);
    CHECK(error_of(bench.regulator.read_rail_setting()) == PeripheralError::bus);
    CHECK(error_of(bench.regulator.switch_on()) == PeripheralError::bus);
    CHECK(error_of(bench.regulator.check_identity()) == PeripheralError::bus);
}

TEST_CASE("an enable line that does not follow is an error, whatever its kind") {
    Bench bench;
    REQUIRE(bench.regulator.protect(window));
    bench.pin.is_stuck = true;
    CHECK(error_of(bench.regulator.switch_on()) == PeripheralError::mismatch);
    bench.pin.is_stuck = false;
    REQUIRE(bench.regulator.switch_on());
    bench.pin.is_stuck = true;
    CHECK(error_of(bench.regulator.switch_off()) == PeripheralError::mismatch);
    CHECK(error_of(bench.regulator.protect(window)) == PeripheralError::mismatch);
    struct Row {
        hal::PinError pin;
        PeripheralError told;
    };
    for (const Row row :
         {Row{hal::PinError::timeout, PeripheralError::timeout},
          Row{hal::PinError::disconnected, PeripheralError::disconnected},
          Row{hal::PinError::refused, PeripheralError::unsupported}, Row{hal::PinError::io, PeripheralError::bus}}) {
        bench.pin.fault = row.pin;
        CHECK(error_of(bench.regulator.switch_off()) == row.told);
        CHECK(error_of(EnableLine{bench.pin, hal::Level::low}.is_on()) == row.told);
    }
}

TEST_CASE("what this part does not have it does not pretend to have") {
    Bench bench;
    CHECK(bench.regulator.check_identity());
    CHECK(error_of(bench.regulator.read_health()) == PeripheralError::unsupported);
    CHECK(error_of(bench.regulator.clear_fault_flags()) == PeripheralError::unsupported);
    CHECK(error_of(bench.regulator.measure_input()) == PeripheralError::unsupported);
    CHECK(error_of(bench.regulator.measure_rail()) == PeripheralError::unsupported);
    CHECK(error_of(bench.regulator.measure_current()) == PeripheralError::unsupported);
    CHECK(error_of(bench.regulator.measure_temperature()) == PeripheralError::unsupported);
    CHECK_FALSE(*EnableLine(bench.pin, hal::Level::low).is_on());
    bench.model.set_absent(true);
    CHECK(error_of(bench.regulator.check_identity()) == PeripheralError::no_ack);
    bench.bus.set_stuck(hal::I2cError::timeout);
    CHECK(error_of(bench.regulator.set_rail(Millivolts{1200})) == PeripheralError::not_configured);
    CHECK(error_of(bench.regulator.protect(window)) == PeripheralError::timeout);
}
