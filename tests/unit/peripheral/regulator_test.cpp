// The rules that every core regulator obeys, on a TPS546 over its interface: protect, set, switch, watch.
#include "driver/peripheral/regulator.hpp"

#include <set>
#include <string_view>

#include "driver/peripheral/tps546.hpp"
#include "tests/unit/peripheral/register_bus.hpp"

using namespace adit;
using namespace adit::driver::peripheral;
using test::error_of;

namespace {

constexpr RailWindow window{.lowest{1000}, .highest{1250}, .first{1000}};

struct Bench {
    Bench() { bus.registers[0x20] = {0x97}; }

    test::RegisterBus bus;
    Tps546 part{bus.device(0x24)};
    Regulator& regulator = part;
};

}  // namespace

TEST_CASE("nothing is switched on and no voltage is set before the protection stands (SA-4)") {
    Bench bench;
    CHECK(error_of(bench.regulator.switch_on()) == PeripheralError::not_configured);
    CHECK(error_of(bench.regulator.set_rail(Millivolts{1100})) == PeripheralError::not_configured);
    CHECK(bench.bus.transfers == 0);
    REQUIRE(bench.regulator.protect(window));
    CHECK(bench.regulator.is_protected());
    CHECK(bench.bus.word(0x24) == 0x0280);  // VOUT_MAX 1.25 V
    CHECK(bench.bus.word(0x2B) == 0x0200);
    CHECK(bench.bus.word(0x21) == 0x0200);
    CHECK(bench.bus.registers[0x01] == std::vector<std::uint8_t>{0x00});
    CHECK(bench.regulator.switch_on());
}

TEST_CASE("a window that contradicts itself never reaches the part, and an earlier one is forgotten (HZ-09)") {
    Bench bench;
    REQUIRE(bench.regulator.protect(window));
    const auto transfers = bench.bus.transfers;
    for (const RailWindow wrong : {RailWindow{.lowest{1250}, .highest{1000}, .first{1100}},
                                   RailWindow{.lowest{1000}, .highest{1250}, .first{999}},
                                   RailWindow{.lowest{1000}, .highest{1250}, .first{1251}},
                                   RailWindow{.lowest{-5}, .highest{1250}, .first{1000}}, RailWindow{}}) {
        CHECK(error_of(bench.regulator.protect(wrong)) == PeripheralError::out_of_range);
        CHECK_FALSE(bench.regulator.is_protected());
    }
    CHECK(bench.bus.transfers == transfers);
    CHECK(error_of(bench.regulator.switch_on()) == PeripheralError::not_configured);
}

TEST_CASE("a voltage is accepted at both ends of the window and refused one millivolt beyond (HZ-09)") {
    Bench bench;
    REQUIRE(bench.regulator.protect(window));
    CHECK(bench.regulator.set_rail(Millivolts{1000}));
    CHECK(bench.regulator.set_rail(Millivolts{1250}));
    bench.bus.writes.clear();
    CHECK(error_of(bench.regulator.set_rail(Millivolts{999})) == PeripheralError::out_of_range);
    CHECK(error_of(bench.regulator.set_rail(Millivolts{1251})) == PeripheralError::out_of_range);
    CHECK(bench.bus.writes.empty());
}

TEST_CASE("a voltage write that is lost, raised or lowered on its way is a mismatch (HZ-10)") {
    Bench bench;
    REQUIRE(bench.regulator.protect(window));
    SECTION("lost") { bench.bus.deaf = {0x21}; }
    SECTION("raised") { bench.bus.flips[0x21] = 0x80; }
    SECTION("lowered") { bench.bus.flips[0x21] = 0x04; }
    CHECK(error_of(bench.regulator.set_rail(Millivolts{1150})) == PeripheralError::mismatch);
}

TEST_CASE("a failure at any transfer of the protection leaves the regulator locked") {
    Bench whole;
    REQUIRE(whole.regulator.protect(window));
    const std::size_t transfers = whole.bus.transfers;
    for (std::size_t n = 0; n < transfers; ++n) {
        Bench bench;
        bench.bus.fail_at = n;
        CHECK_FALSE(bench.regulator.protect(window));
        CHECK(error_of(bench.regulator.switch_on()) == PeripheralError::not_configured);
    }
}

TEST_CASE("a TPS546 with another id is the wrong part, and telemetry comes through the interface") {
    Bench bench;
    bench.bus.registers[0xAD] = {6, 0x54, 0x49, 0x54, 0x6D, 0x24, 0x62};
    CHECK(bench.regulator.check_identity());
    bench.bus.registers[0xAD] = {6, 0x54, 0x49, 0x54, 0x6B, 0x24, 0x41};
    CHECK(error_of(bench.regulator.check_identity()) == PeripheralError::wrong_part);
    bench.bus.fault = hal::I2cError::no_ack;
    CHECK(error_of(bench.regulator.check_identity()) == PeripheralError::no_ack);
    bench.bus.fault.reset();
    REQUIRE(bench.regulator.protect(window));
    bench.bus.put_word(0x88, 0xCA80);
    bench.bus.put_word(0x8B, 0x024C);
    bench.bus.put_word(0x8C, 0xD2C0);
    bench.bus.put_word(0x8D, 0x0037);
    CHECK(bench.regulator.measure_input()->value == 5.0);
    CHECK(bench.regulator.measure_rail()->value == Approx(1.1484).epsilon(0.0001));
    CHECK(bench.regulator.measure_current()->value == 11.0);
    CHECK(bench.regulator.measure_temperature()->value == 55.0);
    CHECK(bench.regulator.clear_fault_flags());
    CHECK(bench.bus.writes.back() == test::LoggedWrite{0x03, {}});
    CHECK(bench.regulator.switch_off());
    CHECK(bench.regulator.read_rail_setting() == Millivolts{1000});
}

TEST_CASE("health names each cause, from the word or from the detail registers (HZ-08)") {
    Bench bench;
    struct Row {
        std::uint8_t detail, bits;
        bool RegulatorHealth::*what;
    };
    const auto row = GENERATE(values<Row>({{0x7A, 0x80, &RegulatorHealth::has_overvoltage},
                                           {0x7A, 0x10, &RegulatorHealth::has_undervoltage},
                                           {0x7B, 0x80, &RegulatorHealth::has_overcurrent},
                                           {0x7B, 0x40, &RegulatorHealth::has_overcurrent},
                                           {0x7C, 0x80, &RegulatorHealth::has_input_fault},
                                           {0x7C, 0x10, &RegulatorHealth::has_input_fault},
                                           {0x7C, 0x08, &RegulatorHealth::has_input_fault},
                                           {0x7C, 0x04, &RegulatorHealth::has_input_fault},
                                           {0x7D, 0x80, &RegulatorHealth::has_overtemperature}}));
    bench.bus.registers[row.detail] = {row.bits};
    const auto health = bench.regulator.read_health();
    REQUIRE(health);
    RegulatorHealth expected{.is_on = true, .has_power_good = true};
    expected.*row.what = true;
    CHECK(*health == expected);
    CHECK(health->has_fault(false));
}

TEST_CASE("a glance is one transfer and sees what the status word says, not the details behind it (HZ-08)") {
    Bench bench;
    bench.bus.put_word(0x79, 0x0840 | 0x0010);
    bench.bus.registers[0x7A] = {0x80};
    const auto glance = bench.regulator.glance();
    REQUIRE(glance);
    CHECK(bench.bus.transfers == 1);
    CHECK(glance->word == 0x0850);
    CHECK(glance->health == RegulatorHealth{.has_overcurrent = true});
    bench.bus.put_word(0x79, 0xFFFF);
    CHECK(error_of(bench.regulator.glance()) == PeripheralError::bus);
    bench.bus.fault = hal::I2cError::timeout;
    CHECK(error_of(bench.regulator.glance()) == PeripheralError::timeout);
}

TEST_CASE("warnings are no faults, and off is one only while commanded on (HZ-08)") {
    Bench bench;
    bench.bus.registers[0x7A] = {0x68};
    bench.bus.registers[0x7B] = {0x20};
    bench.bus.registers[0x7C] = {0x63};
    bench.bus.registers[0x7D] = {0x40};
    bench.bus.registers[0x7E] = {0x80};
    const auto health = bench.regulator.read_health();
    REQUIRE(health);
    CHECK(health->has_communication_error);
    CHECK_FALSE(health->has_fault(true));
    bench.bus.put_word(0x79, 0x0840);
    const auto off = bench.regulator.read_health();
    REQUIRE(off);
    CHECK_FALSE(off->has_power_good);
    CHECK(off->has_fault(true));
    CHECK_FALSE(off->has_fault(false));
}

TEST_CASE("every bit of the status word and of the detail registers has a name of its own") {
    for (unsigned number = 0x79; number <= 0x7F; ++number) {
        std::set<std::string_view> names;
        unsigned named = 0;
        for (unsigned bit = 0; bit < 16; ++bit) {
            const auto name = pmbus_status_bit_name(static_cast<std::uint8_t>(number), bit);
            named += name.empty() ? 0 : 1;
            if (!name.empty()) CHECK(names.insert(name).second);
        }
        const unsigned reserved = number == 0x7D ? 4 : number == 0x7E ? 1 : number == 0x7F ? 2 : 0;
        CHECK(named == (number == 0x79 ? 16U : 8U - reserved));
    }
    CHECK(pmbus_status_bit_name(0x79, 11) == "power_not_good");
    CHECK(pmbus_status_bit_name(0x79, 6) == "off");
    CHECK(pmbus_status_bit_name(0x7B, 7) == "iout_oc_fault");
    CHECK(pmbus_status_bit_name(0x7C, 4) == "vin_uv_fault");
    CHECK(pmbus_status_bit_name(0x7A, 8).empty());
    CHECK(pmbus_status_bit_name(0x88, 0).empty());
}

TEST_CASE("each bit of the status word has its question") {
    struct Row {
        std::uint16_t bit;
        bool (PmbusStatus::*asks)() const noexcept;
    };
    const auto row = GENERATE(values<Row>({{0x8000, &PmbusStatus::has_vout_event},
                                           {0x4000, &PmbusStatus::has_iout_event},
                                           {0x2000, &PmbusStatus::has_input_event},
                                           {0x1000, &PmbusStatus::has_manufacturer_event},
                                           {0x0200, &PmbusStatus::has_other_event},
                                           {0x0080, &PmbusStatus::is_busy},
                                           {0x0040, &PmbusStatus::is_off},
                                           {0x0020, &PmbusStatus::has_overvoltage},
                                           {0x0010, &PmbusStatus::has_overcurrent},
                                           {0x0008, &PmbusStatus::has_input_undervoltage},
                                           {0x0004, &PmbusStatus::has_temperature_fault},
                                           {0x0002, &PmbusStatus::has_communication_error},
                                           {0x0001, &PmbusStatus::has_unlisted_event}}));
    CHECK((PmbusStatus{.word = row.bit}.*row.asks)());
    CHECK_FALSE((PmbusStatus{.word = static_cast<std::uint16_t>(~row.bit)}.*row.asks)());
}
