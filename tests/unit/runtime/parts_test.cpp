// Parts placed from a definition, and the instruments that read them. See parts.hpp and instruments.hpp.
#include "boards/host/parts.hpp"

#include <map>

#include "boards/definition/catalog.hpp"
#include "boards/runtime/chip_of.hpp"
#include "boards/runtime/instruments.hpp"
#include "boards/virtual/ds4432u_model.hpp"
#include "boards/virtual/emc2101_model.hpp"
#include "boards/virtual/emc230x_model.hpp"
#include "boards/virtual/ina260_model.hpp"
#include "boards/virtual/tmp75_model.hpp"
#include "boards/virtual/tps53647_model.hpp"
#include "tests/unit/peripheral/part_bench.hpp"

namespace adit::boards {
namespace {

using namespace std::chrono_literals;
using safety::Invalid;
using test::PartBench;
using test::SwitchPin;

/// A pin that writes down who was switched.
class LoggedPin final : public hal::OutputPin {
public:
    LoggedPin(std::uint8_t gpio, std::vector<std::pair<int, hal::Level>>& log) : gpio_{gpio}, log_{log} {}

private:
    Expected<void, hal::PinError> do_set(hal::Level level) override {
        log_.emplace_back(gpio_, level);
        level_ = level;
        return {};
    }
    Expected<hal::Level, hal::PinError> do_get() override { return level_; }

    int gpio_;
    std::vector<std::pair<int, hal::Level>>& log_;
    hal::Level level_ = hal::Level::low;
};

/// A pin that lends another one.
class LentPin final : public hal::OutputPin {
public:
    explicit LentPin(hal::OutputPin& pin) : pin_{pin} {}

private:
    Expected<void, hal::PinError> do_set(hal::Level level) override { return pin_.set(level); }
    Expected<hal::Level, hal::PinError> do_get() override { return pin_.get(); }
    hal::OutputPin& pin_;
};

/// Reads one whole round.
void read_round(Instruments& instruments) {
    instruments.start_round();
    for (int step = 0; step < 50 && !instruments.is_round_done(); ++step) instruments.read_one();
    REQUIRE(instruments.is_round_done());
}

/// A NerdQAxe+: multiphase regulator, a chip and a regulator thermometer, two fans.
struct QuadBench : PartBench {
    QuadBench() {
        bus.attach(0x71, regulator);
        bus.attach(0x48, chip);
        bus.attach(0x49, power_stage);
        bus.attach(0x2e, fans);
        regulator.set_surroundings(
            {.input = Volts{12.0}, .output_current = Amperes{40.0}, .temperature = Celsius{55.0}});
        clock.advance(1s);
    }
    BoardDefinition board = *find_board("nerdqaxe-plus");
    safety::Profile profile = *safety::make_profile(board);
    virtual_device::Tps53647Model regulator;
    virtual_device::Tmp75Model chip, power_stage;
    virtual_device::Emc230xModel fans{2};
    SwitchPin<virtual_device::Tps53647Model> enable{regulator, hal::Level::high};
    std::unique_ptr<BoardParts> parts =
        *BoardParts::place(board, profile, bus, [this](std::uint8_t) { return std::make_unique<LentPin>(enable); });
    safety::EnergyGate gate{parts->regulator(), profile, chip_of(board.chain.chip)};
    Instruments instruments{parts->instruments(), gate, clock};
};

/// A Bitaxe Ultra: current DAC, power meter, everything else in an EMC2101.
struct UltraBench : PartBench {
    UltraBench() {
        bus.attach(0x48, dac);
        bus.attach(0x40, meter);
        bus.attach(0x4c, monitor);
        meter.set_load(Volts{5.1}, Amperes{2.5});
        clock.advance(1s);
    }
    BoardDefinition board = *find_board("bitaxe-ultra");
    safety::Profile profile = *safety::make_profile(board);
    virtual_device::Ds4432uModel dac;
    virtual_device::Ina260Model meter;
    virtual_device::Emc2101Model monitor{1};
    SwitchPin<virtual_device::Ds4432uModel> enable{dac, hal::Level::low};
    std::unique_ptr<BoardParts> parts =
        *BoardParts::place(board, profile, bus, [this](std::uint8_t) { return std::make_unique<LentPin>(enable); });
    safety::EnergyGate gate{parts->regulator(), profile, chip_of(board.chain.chip)};
    Instruments instruments{parts->instruments(), gate, clock};
};

TEST_CASE("the parts of every board of the catalogue can be placed, and touch nothing while they are") {
    for (const BoardDefinition& board : catalog()) {
        CAPTURE(board.name);
        PartBench bench;
        const auto profile = safety::make_profile(board);
        REQUIRE(profile);
        std::vector<std::pair<int, hal::Level>> log;
        const auto parts = BoardParts::place(board, *profile, bench.bus,
                                             [&](std::uint8_t gpio) { return std::make_unique<LoggedPin>(gpio, log); });
        REQUIRE(parts);
        CHECK((*parts)->instruments().sensors.size() == board.sensors.size());
        CHECK((*parts)->instruments().fans.size() == board.fans.size());
        CHECK(((*parts)->instruments().meter != nullptr) == board.power_meter.has_value());
        CHECK(bench.bus.transfers() == 0);
        CHECK(log.empty());
    }
}

TEST_CASE("a definition whose parts contradict each other is refused by address") {
    PartBench bench;
    BoardDefinition board = *find_board("bitaxe-hex");
    const auto why = [&] {
        auto parts = BoardParts::place(board, *safety::make_profile(board), bench.bus, OpenPin{});
        return parts ? std::string{} : parts.error();
    };
    CHECK(why().empty());
    SECTION("an address for two parts") { board.sensors[0].address = 0x2f; }
    SECTION("the regulator's address for a sensor") { board.sensors[0].address = 0x24; }
    SECTION("a third fan of two") { board.fans[1].channel = 2; }
    SECTION("no line to switch with") { board.regulator.part = RegulatorPart::tps53647; }
    CHECK_FALSE(why().empty());
}

TEST_CASE("SA-9: of several fans the slowest counts, and the regulator is as hot as its hottest sensor") {
    QuadBench bench;
    REQUIRE(bench.instruments.prepare());
    REQUIRE(bench.instruments.drive_fans(Percent{50}));
    bench.fans.fans[1].full_speed = Rpm{4000};
    bench.chip.set_temperature(Celsius{61.5});
    bench.power_stage.set_temperature(Celsius{70.0});
    read_round(bench.instruments);
    const safety::Readings& readings = bench.instruments.readings();
    CHECK(readings.chip.value().value == Approx(61.5));
    CHECK(readings.vrm.value().value == Approx(70.0));
    CHECK(readings.fan_speed.value().value == Approx(2000).margin(30));
    CHECK(readings.fan_duty.value() == Percent{50});
    CHECK(readings.input_voltage.value().value == Approx(12.0).margin(0.1));
    bench.power_stage.set_temperature(Celsius{40.0});
    read_round(bench.instruments);
    CHECK(readings.vrm.value().value == Approx(55.0));
    bench.power_stage.set_absent(true);
    read_round(bench.instruments);
    CHECK_FALSE(readings.vrm.is_valid());
    CHECK(readings.vrm.why() == Invalid::no_ack);
    CHECK(readings.chip.is_valid());
    // A kind the board does not have stays unread.
    CHECK(readings.board.why() == Invalid::not_yet);
    CHECK(readings.board.at() == Instant{});
}

TEST_CASE("HZ-07: of several fans the one that drives something else is shown") {
    QuadBench bench;
    REQUIRE(bench.instruments.prepare());
    REQUIRE(bench.instruments.drive_fans(Percent{60}));
    bench.fans.set_stuck(0x40, std::uint16_t{255});
    read_round(bench.instruments);
    CHECK(bench.instruments.readings().fan_duty.value() == Percent{100});
    CHECK_FALSE(bench.instruments.drive_fans(Percent{40}));
    CHECK(bench.fans.drive(0) == 102);
}

TEST_CASE("HZ-29: after a time-out the rest of a round is untouched, and no part is asked twice") {
    QuadBench bench;
    REQUIRE(bench.instruments.prepare());
    bench.bus.set_stuck(hal::I2cError::timeout);
    const auto before = bench.bus.transfers();
    read_round(bench.instruments);
    CHECK(bench.bus.transfers() == before + 1);
    CHECK(bench.instruments.readings().chip.why() == Invalid::timeout);
    CHECK(bench.instruments.readings().fan_duty.why() == Invalid::bus);
    CHECK_FALSE(bench.instruments.drive_fans(Percent{100}));
    CHECK(bench.bus.transfers() == before + 2);
}

TEST_CASE("a part that is not ready at first is made ready later, the others are not asked again") {
    QuadBench bench;
    bench.power_stage.set_absent(true);
    CHECK_FALSE(bench.instruments.prepare());
    bench.power_stage.set_absent(false);
    const auto before = bench.bus.transfers();
    CHECK(bench.instruments.prepare());
    CHECK(bench.bus.transfers() - before <= 5);
    CHECK(bench.instruments.prepare());
    bench.fans.set_absent(true);
    CHECK(bench.instruments.prepare());  // ready once is ready; its readings tell what became of it
}

TEST_CASE("a board without telemetry of its regulator measures its input, and needs nothing it does not have") {
    UltraBench bench;
    CHECK_FALSE(bench.profile.measures_rail);
    CHECK_FALSE(bench.profile.has_regulator_sensor);
    REQUIRE(bench.instruments.prepare());
    REQUIRE(bench.gate.preflight().is_empty());
    bench.gate.set_permit(
        {.power = true, .max_core = {1200}, .max_frequency = {50}, .lease_until = bench.clock.now() + 3s},
        bench.clock.now());
    REQUIRE(bench.gate.core_on(Millivolts{1200}, bench.clock.now()));
    read_round(bench.instruments);
    const safety::Readings& readings = bench.instruments.readings();
    CHECK(readings.input_voltage.value().value == Approx(5.1).margin(0.01));
    CHECK(readings.input_power.value().value == Approx(12.75).margin(0.02));
    CHECK(readings.regulator.is_valid());
    CHECK(readings.rail_voltage.why() == Invalid::not_yet);
    CHECK(readings.vrm.why() == Invalid::not_yet);
    bench.dac.power_up();  // its setting is lost: the rail would rise
    read_round(bench.instruments);
    CHECK_FALSE(readings.regulator.is_valid());
    bench.meter.set_absent(true);
    read_round(bench.instruments);
    CHECK_FALSE(readings.input_power.is_valid());
}

TEST_CASE("a board of a current DAC without a power meter has no profile: nobody would know its power (HZ-13)") {
    BoardDefinition board = *find_board("bitaxe-ultra");
    board.power_meter.reset();
    CHECK_FALSE(safety::make_profile(board));
}

TEST_CASE("the supply of the chips' inputs comes before their core and goes after it") {
    PartBench bench;
    const BoardDefinition board = *find_board("nerdqaxe-plus");
    std::vector<std::pair<int, hal::Level>> log;
    virtual_device::Tps53647Model model;
    bench.bus.attach(board.regulator.address, model);
    const safety::Profile profile = *safety::make_profile(board);
    const auto parts = *BoardParts::place(board, profile, bench.bus,
                                          [&](std::uint8_t gpio) { return std::make_unique<LoggedPin>(gpio, log); });
    const int core = board.regulator.enable->gpio, io = board.regulator.io->gpio;
    REQUIRE(parts->regulator().protect(safety::rail_window(profile)));
    log.clear();
    REQUIRE(parts->regulator().switch_on());
    REQUIRE(parts->regulator().switch_off());
    using enum hal::Level;
    CHECK(log == std::vector<std::pair<int, hal::Level>>{{io, high}, {core, high}, {core, low}, {io, low}});
}

}  // namespace
}  // namespace adit::boards
