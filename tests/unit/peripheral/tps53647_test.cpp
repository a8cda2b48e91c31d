// TPS53647 and TPS53667 on a register-level part: codes, configuration with read-back, the EN pin, status, telemetry.
#include "driver/peripheral/tps53647.hpp"

#include <cmath>
#include <limits>

#include "boards/virtual/tps53647_model.hpp"
#include "driver/peripheral/pmbus.hpp"
#include "tests/unit/peripheral/part_bench.hpp"

using namespace adit;
using namespace adit::driver::peripheral;
using boards::virtual_device::Tps53647Model;
using test::error_of;

namespace {

constexpr std::uint8_t address = 0x71;
constexpr RailWindow window{.lowest{1005}, .highest{1250}, .first{1150}};
constexpr Tps53647Setup four_phases{
    .part = Tps53647Part::tps53647, .phases = 4, .current_max{120.0}, .current_fault{105.0}};
constexpr Tps53647Setup six_phases{
    .part = Tps53647Part::tps53667, .phases = 6, .current_max{240.0}, .current_fault{235.0}, .sheds_phases = true};

struct Bench : test::PartBench {
    explicit Bench(const Tps53647Setup& setup = four_phases)
        : model{setup.part == Tps53647Part::tps53667}, part{device(address), EnableLine{pin, hal::Level::high}, setup} {
        bus.attach(address, model);
    }

    Tps53647Model model;
    test::SwitchPin<Tps53647Model> pin{model, hal::Level::high};
    Tps53647 part;
    Regulator& regulator = part;
};

}  // namespace

TEST_CASE("published rail voltages have their published VID codes, and back") {
    struct Row {
        std::int32_t millivolts;
        std::uint16_t vid;
    };
    const auto row =
        GENERATE(values<Row>({{1150, 0xB5}, {1200, 0xBF}, {1250, 0xC9}, {1400, 0xE7}, {1060, 0xA3}, {1005, 0x98}}));
    CHECK(tps53647_vid(Millivolts{row.millivolts}) == row.vid);
    CHECK(tps53647_rail(row.vid) == Millivolts{row.millivolts});
}

TEST_CASE("off the 5 mV grid the code is the one below, outside the software range there is none (HZ-09)") {
    for (std::int32_t millivolts = 1005; millivolts <= 1400; ++millivolts) {
        const auto vid = tps53647_vid(Millivolts{millivolts});
        REQUIRE(vid);
        const auto rail = tps53647_rail(*vid);
        REQUIRE(rail);
        CHECK(*rail <= Millivolts{millivolts});
        CHECK(*rail > Millivolts{millivolts - 5});
    }
    for (const int millivolts : {1004, 1401, 0, -1150, 1'150'000, std::numeric_limits<std::int32_t>::min(),
                                 std::numeric_limits<std::int32_t>::max()}) {
        CHECK(error_of(tps53647_vid(Millivolts{millivolts})) == PeripheralError::out_of_range);
    }
    CHECK(error_of(tps53647_rail(0)) == PeripheralError::implausible);
    CHECK(error_of(tps53647_rail(0x100)) == PeripheralError::implausible);
}

TEST_CASE("the four-phase part gets the firmware's configuration and a ceiling, the first voltage last (NV-6)") {
    const auto table = tps53647_writes(four_phases, window);
    REQUIRE(table);
    using enum RegisterFormat;
    const std::vector<RegisterWrite> expected{
        {0x02, byte, 0x17},       {0xDC, byte, 0x20},       {0xDA, byte, 120},        {0xDD, byte, 0x89},
        {0xE4, byte, 3},          {0x24, word, 0xC9},       {0x51, linear11, 0xEAF8}, {0x4F, linear11, 0xEBE8},
        {0x4A, linear11, 0xEB48}, {0x46, linear11, 0xEB48}, {0x21, word, 0xB5}};
    CHECK(std::vector<RegisterWrite>(table->begin(), table->end()) == expected);
    CHECK(decode_linear11(0xEAF8) == 95.0);
    CHECK(decode_linear11(0xEBE8) == 125.0);
    CHECK(decode_linear11(0xEB48) == 105.0);
}

TEST_CASE("the six-phase part also gets its input limits (SA-4)") {
    const auto table = tps53647_writes(six_phases, {.lowest{1005}, .highest{1400}, .first{1150}});
    REQUIRE(table);
    std::vector<std::pair<int, int>> seen;
    for (const auto& write : *table) seen.emplace_back(write.register_number, write.value);
    const std::vector<std::pair<int, int>> expected{{0x02, 0x17},   {0xDC, 0x20},   {0xDA, 240},    {0xDD, 0x99},
                                                    {0xE4, 5},      {0xD0, 0x07},   {0xE0, 0x01},   {0xE3, 0x0003},
                                                    {0x24, 0xE7},   {0x51, 0xEAF8}, {0x4F, 0xEBE8}, {0x4A, 0xF3AC},
                                                    {0x46, 0xF3AC}, {0x5D, 0xDB20}, {0x5B, 0xDB80}, {0x21, 0xB5}};
    CHECK(seen == expected);
    const auto narrower = tps53647_writes(six_phases, window);
    REQUIRE(narrower);
    CHECK((narrower->begin() + 8)->value == 0xC9);
    Tps53647Setup steady = six_phases;
    steady.sheds_phases = false;
    CHECK((tps53647_writes(steady, window)->begin() + 3)->value == 0x89);
}

TEST_CASE("a set-up that cannot be true never reaches the regulator") {
    Tps53647Setup setup = four_phases;
    RailWindow rails = window;
    SECTION("no phase") { setup.phases = 0; }
    SECTION("a fifth phase on four") { setup.phases = 5; }
    SECTION("no current limit") { setup.current_fault = Amperes{0.0}; }
    SECTION("not a number") { setup.current_fault = Amperes{std::nan("")}; }
    SECTION("a current the register cannot hold") { setup.current_max = Amperes{256.0}; }
    SECTION("warning above fault") { setup.temperature_warning = Celsius{125.0}; }
    SECTION("beyond silicon") { setup.temperature_fault = Celsius{151.0}; }
    SECTION("window below the range") { rails.lowest = Millivolts{1004}; }
    SECTION("window above the range") { rails.highest = Millivolts{1401}; }
    Bench bench{setup};
    CHECK(error_of(bench.regulator.protect(rails)) == PeripheralError::out_of_range);
    CHECK(bench.bus.transfers() == 0);
    CHECK(error_of(bench.regulator.switch_on()) == PeripheralError::not_configured);
}

TEST_CASE("the rail first rises to the first voltage, never to the strapped boot voltage (HZ-09)") {
    const auto setup = GENERATE(four_phases, six_phases);
    Bench bench{setup};
    REQUIRE(bench.pin.set(hal::Level::low));
    REQUIRE(bench.regulator.protect(window));
    CHECK(bench.model.highest_rail() == Volts{0.0});
    REQUIRE(bench.regulator.switch_on());
    CHECK(bench.model.rail().value == Approx(1.15));
    REQUIRE(bench.regulator.set_rail(Millivolts{1250}));
    CHECK(bench.model.rail().value == Approx(1.25));
    CHECK(bench.model.highest_rail().value <= 1.2501);
    REQUIRE(bench.regulator.set_rail(Millivolts{1166}));
    CHECK(bench.regulator.read_rail_setting() == Millivolts{1165});
    REQUIRE(bench.regulator.switch_off());
    CHECK_FALSE(bench.model.is_on());
    CHECK_FALSE(bench.model.was_stored());
}

TEST_CASE("an output that is on when the protection begins is switched off first (SA-2)") {
    Bench bench;
    REQUIRE(bench.pin.set(hal::Level::high));
    CHECK(bench.model.is_on());
    REQUIRE(bench.regulator.protect(window));
    CHECK_FALSE(bench.model.is_on());
}

TEST_CASE("voltages at both ends of the window are set, those beyond never reach the bus (HZ-09)") {
    Bench bench;
    REQUIRE(bench.regulator.protect(window));
    CHECK(bench.regulator.set_rail(window.lowest));
    CHECK(bench.regulator.set_rail(window.highest));
    const auto transfers = bench.bus.transfers();
    CHECK(error_of(bench.regulator.set_rail(Millivolts{1004})) == PeripheralError::out_of_range);
    CHECK(error_of(bench.regulator.set_rail(Millivolts{1251})) == PeripheralError::out_of_range);
    CHECK(bench.bus.transfers() == transfers);
}

TEST_CASE("every register of the configuration is read back, and one that kept another value is named (SA-4)") {
    const auto table = tps53647_writes(six_phases, window);
    REQUIRE(table);
    for (const auto& write : *table) {
        Bench bench{six_phases};
        const auto other = static_cast<std::uint16_t>(write.value ^ 0x04);
        bench.model.set_stuck(write.register_number, other);
        CHECK(error_of(bench.regulator.protect(window)) == PeripheralError::mismatch);
        CHECK(bench.part.last_mismatch() == RegisterMismatch{write.register_number, write.value, other});
        CHECK(error_of(bench.regulator.switch_on()) == PeripheralError::not_configured);
    }
}

TEST_CASE("a failure at any transfer of the protection leaves the multiphase regulator off") {
    Bench whole{six_phases};
    REQUIRE(whole.regulator.protect(window));
    for (std::size_t n = 0; n < whole.bus.transfers(); ++n) {
        Bench bench{six_phases};
        bench.bus.set_failing(n);
        CHECK(error_of(bench.regulator.protect(window)) == PeripheralError::no_ack);
        CHECK(error_of(bench.regulator.switch_on()) == PeripheralError::not_configured);
        CHECK(bench.model.highest_rail() == Volts{0.0});
    }
}

TEST_CASE("a voltage that does not read back is a mismatch, and one that was lost is not switched on (HZ-10)") {
    Bench bench;
    REQUIRE(bench.regulator.protect(window));
    bench.model.set_deaf(0x21);
    CHECK(error_of(bench.regulator.set_rail(Millivolts{1200})) == PeripheralError::mismatch);
    bench.model.set_deaf(0x21, false);
    REQUIRE(bench.regulator.set_rail(Millivolts{1200}));
    bench.model.restore_defaults();
    CHECK(error_of(bench.regulator.switch_on()) == PeripheralError::mismatch);
    bench.model.set_stuck(0x21, 0x0000);
    CHECK(error_of(bench.regulator.read_rail_setting()) == PeripheralError::implausible);
    CHECK(bench.model.highest_rail() == Volts{0.0});
}

TEST_CASE("the two parts are not taken for each other, and any other code is refused (HZ-28)") {
    Bench four, six{six_phases};
    CHECK(four.regulator.check_identity());
    CHECK(six.regulator.check_identity());
    four.model.set_stuck(0xFC, 0x01F8);
    CHECK(error_of(four.regulator.check_identity()) == PeripheralError::wrong_part);
    six.model.set_stuck(0xFC, 0x01F0);
    CHECK(error_of(six.regulator.check_identity()) == PeripheralError::wrong_part);
    six.model.set_stuck(0xFC, 0x0000);
    CHECK(error_of(six.regulator.check_identity()) == PeripheralError::wrong_part);
    six.bus.set_undriven(true);
    CHECK(error_of(six.regulator.check_identity()) == PeripheralError::bus);
}

TEST_CASE("over-current and heat switch off and say why (HZ-08)") {
    Bench bench;
    REQUIRE(bench.regulator.protect(window));
    REQUIRE(bench.regulator.switch_on());
    auto health = bench.regulator.read_health();
    REQUIRE(health);
    CHECK(*health == RegulatorHealth{.is_on = true, .has_power_good = true});
    SECTION("current") {
        bench.model.set_surroundings({.input{12.0}, .output_current{106.0}});
        health = bench.regulator.read_health();
        REQUIRE(health);
        CHECK(health->has_overcurrent);
    }
    SECTION("temperature") {
        bench.model.set_surroundings({.input{12.0}, .temperature{126.0}});
        health = bench.regulator.read_health();
        REQUIRE(health);
        CHECK(health->has_overtemperature);
    }
    CHECK_FALSE(health->is_on);
    CHECK(health->has_fault(true));
    bench.model.set_surroundings({.input{12.0}});
    CHECK(bench.regulator.read_health()->has_fault(false));  // latched
    REQUIRE(bench.regulator.clear_fault_flags());
    CHECK_FALSE(bench.regulator.read_health()->has_fault(false));
}

TEST_CASE("each detail bit that means a fault is one, and the manufacturer's register is kept (HZ-08)") {
    struct Row {
        std::uint8_t status, bits;
        bool RegulatorHealth::*what;
    };
    const auto row = GENERATE(values<Row>({{0x7A, 0x80, &RegulatorHealth::has_overvoltage},
                                           {0x7A, 0x10, &RegulatorHealth::has_undervoltage},
                                           {0x7B, 0x80, &RegulatorHealth::has_overcurrent},
                                           {0x7C, 0x80, &RegulatorHealth::has_input_fault},
                                           {0x7C, 0x10, &RegulatorHealth::has_input_fault},
                                           {0x7C, 0x04, &RegulatorHealth::has_input_fault},
                                           {0x7D, 0x80, &RegulatorHealth::has_overtemperature}}));
    Bench bench;
    bench.model.raise(row.status, row.bits);
    bench.model.raise(0x80, 0x21);
    const auto health = bench.regulator.read_health();
    REQUIRE(health);
    CHECK((*health).*row.what);
    CHECK(health->has_fault(false));
    CHECK(bench.part.read_status()->manufacturer == 0x21);
}

TEST_CASE("without its 12 V the part answers nothing but ones: no supply, not every fault at once (HZ-12)") {
    Bench bench;
    bench.model.set_surroundings({.input{0.0}});
    CHECK(error_of(bench.regulator.read_health()) == PeripheralError::no_supply);
    CHECK(bench.regulator.measure_input()->value == 0.0);
    bench.model.set_surroundings({.input{12.0}});
    bench.model.set_stuck(0x7B, 0xFF);  // one register alone is a fault
    CHECK(bench.regulator.read_health()->has_overcurrent);
}

TEST_CASE("telemetry of the multiphase regulator has its units") {
    Bench bench{six_phases};
    REQUIRE(bench.regulator.protect(window));
    REQUIRE(bench.regulator.switch_on());
    bench.model.set_surroundings({.input{12.0}, .output_current{100.0}, .temperature{61.0}});
    CHECK(bench.regulator.measure_input()->value == Approx(12.0).epsilon(0.002));
    CHECK(bench.regulator.measure_rail()->value == Approx(1.15).margin(0.002));
    CHECK(bench.regulator.measure_current()->value == Approx(100.0).epsilon(0.002));
    CHECK(bench.regulator.measure_temperature()->value == Approx(61.0).epsilon(0.002));
    CHECK(bench.part.read_output_power()->value == Approx(115.0).epsilon(0.002));
    CHECK(bench.part.read_input_power()->value == Approx(127.8).epsilon(0.002));
    CHECK(bench.part.read_input_current()->value == Approx(10.65).epsilon(0.002));
    CHECK(*bench.part.read_phase_status() == 0);
    bench.model.raise(0xE8, 0x04);
    CHECK(*bench.part.read_phase_status() == 0x04);
    Bench four;
    CHECK(error_of(four.part.read_phase_status()) == PeripheralError::unsupported);
}

TEST_CASE("telemetry that cannot be true is an error, never a number (SA-9)") {
    Bench bench;
    bench.model.set_stuck(0x88, 0x0015);  // 21 V
    CHECK(error_of(bench.regulator.measure_input()) == PeripheralError::implausible);
    bench.model.set_stuck(0xD4, 0x0401);  // a little over 2 V
    CHECK(error_of(bench.regulator.measure_rail()) == PeripheralError::implausible);
    bench.model.set_stuck(0x8C, 0x0141);  // 321 A
    CHECK(error_of(bench.regulator.measure_current()) == PeripheralError::implausible);
    bench.model.set_stuck(0x8D, 0x00A6);  // 166 C
    CHECK(error_of(bench.regulator.measure_temperature()) == PeripheralError::implausible);
    bench.model.set_stuck(0x89, 0x003D);  // 61 A
    CHECK(error_of(bench.part.read_input_current()) == PeripheralError::implausible);
    bench.model.set_stuck(0x97, 0x0259);  // 601 W
    CHECK(error_of(bench.part.read_input_power()) == PeripheralError::implausible);
    bench.model.set_stuck(0x96, 0x01F5);  // 501 W
    CHECK(error_of(bench.part.read_output_power()) == PeripheralError::implausible);
    bench.bus.set_undriven(true);
    CHECK(error_of(bench.regulator.measure_rail()) == PeripheralError::bus);
    CHECK(error_of(bench.regulator.measure_current()) == PeripheralError::bus);
    CHECK(error_of(bench.regulator.read_rail_setting()) == PeripheralError::bus);
    bench.bus.set_stuck(hal::I2cError::timeout);
    CHECK(error_of(bench.regulator.read_health()) == PeripheralError::timeout);
    CHECK(error_of(bench.regulator.switch_on()) == PeripheralError::not_configured);
    CHECK(error_of(bench.regulator.clear_fault_flags()) == PeripheralError::timeout);
}
