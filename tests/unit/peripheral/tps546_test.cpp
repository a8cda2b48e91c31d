// TPS546 against a register-level part: identity, protective limits, output, telemetry, and what it refuses.
#include "driver/peripheral/tps546.hpp"

#include "tests/unit/peripheral/register_bus.hpp"

using namespace adit;
using namespace adit::driver::peripheral;
using test::error_of;
using test::LoggedWrite;

namespace {

constexpr std::uint8_t address = 0x24;
constexpr std::uint8_t vout_mode = 0x97;

struct Bench {
    Bench() { bus.registers[0x20] = {vout_mode}; }

    /// Limits written and verified: ready for the output.
    void configure(const Tps546Limits& limits = {}) {
        REQUIRE(regulator.write_limits(limits));
        REQUIRE(regulator.verify_limits());
        bus.writes.clear();
    }

    test::RegisterBus bus;
    Tps546 regulator{bus.device(address)};
};

/// What the open miner firmware writes to a 5 V board with these limits, in its order but for VOUT_MAX, which comes
/// before VOUT_COMMAND.
std::vector<LoggedWrite> five_volt_sequence() {
    return {
        {0x01, {0x00}},       {0x02, {0x1F}},       {0x02, {0x1B}},       {0xEC, {0x00, 0x00}}, {0xE4, {0x10}},
        {0x04, {0x00}},       {0x33, {0x8A, 0x02}}, {0x35, {0x66, 0xCA}}, {0x36, {0x40, 0xCA}}, {0x55, {0x40, 0xCB}},
        {0x56, {0xB7}},       {0x29, {0x00, 0xAA}}, {0x24, {0x00, 0x04}}, {0x21, {0x4C, 0x02}}, {0x2B, {0x00, 0x02}},
        {0x40, {0x80, 0x02}}, {0x42, {0x51, 0x02}}, {0x25, {0x33, 0x02}}, {0x26, {0xCC, 0x01}}, {0x43, {0xCC, 0x01}},
        {0x44, {0x80, 0x01}}, {0x4A, {0x20, 0xDB}}, {0x46, {0xC0, 0xDB}}, {0x47, {0xC0}},       {0x51, {0x69, 0x00}},
        {0x4F, {0x91, 0x00}}, {0x50, {0xFF}},       {0x60, {0x00, 0x00}}, {0x61, {0x03, 0x00}}, {0x62, {0x00, 0x00}},
        {0x63, {0x3B}},       {0x64, {0x00, 0x00}}, {0x65, {0x00, 0x00}}, {0xEE, {0xFF, 0xFF}}};
}

}  // namespace

TEST_CASE("the two known regulator ids are recognised, any other is reported without a part") {
    Bench bench;
    bench.bus.registers[0xAD] = {6, 0x54, 0x49, 0x54, 0x6D, 0x24, 0x41};
    auto identity = bench.regulator.identify();
    REQUIRE(identity);
    CHECK(identity->part == Tps546Part::d24a);
    bench.bus.registers[0xAD].back() = 0x62;
    CHECK(bench.regulator.identify()->part == Tps546Part::d24s);
    bench.bus.registers[0xAD] = {6, 0x54, 0x49, 0x54, 0x6B, 0x24, 0x41};
    identity = bench.regulator.identify();
    REQUIRE(identity);
    CHECK_FALSE(identity->part);
    CHECK(identity->bytes[3] == 0x6B);
}

TEST_CASE("an id block of another length, an undriven bus and an absent part are errors") {
    Bench bench;
    bench.bus.registers[0xAD] = {5, 0x54, 0x49, 0x54, 0x6D, 0x24};
    CHECK(error_of(bench.regulator.identify()) == PeripheralError::implausible);
    bench.bus.is_undriven = true;
    CHECK(error_of(bench.regulator.identify()) == PeripheralError::bus);
    bench.bus.fault = hal::I2cError::no_ack;
    CHECK(error_of(bench.regulator.identify()) == PeripheralError::no_ack);
}

TEST_CASE("the protective limits are written in the firmware's order, output off first") {
    Bench bench;
    REQUIRE(bench.regulator.write_limits({}));
    CHECK(bench.bus.writes == five_volt_sequence());
}

TEST_CASE("no STORE command and no input under-voltage warning is ever written") {
    Bench bench;
    bench.configure();
    REQUIRE(bench.regulator.write_limits({}));
    REQUIRE(bench.regulator.verify_limits());
    REQUIRE(bench.regulator.set_vout(Millivolts{1200}));
    REQUIRE(bench.regulator.output_on());
    REQUIRE(bench.regulator.output_off());
    REQUIRE(bench.regulator.clear_faults());
    for (const auto& write : bench.bus.writes) {
        for (const int forbidden : {0x11, 0x13, 0x15, 0x17, 0x58}) CHECK(write.register_number != forbidden);
    }
}

TEST_CASE("every register of the table is read back, and one that kept another value is named (SA-4)") {
    const auto sequence = five_volt_sequence();
    for (std::size_t i = 2; i < sequence.size(); ++i) {  // all but the first two, which are overwritten
        Bench bench;
        const auto number = sequence[i].register_number;
        bench.bus.flips[number] = 0x04;
        REQUIRE(bench.regulator.write_limits({}));
        CHECK(error_of(bench.regulator.verify_limits()) == PeripheralError::mismatch);
        REQUIRE(bench.regulator.last_mismatch());
        CHECK(bench.regulator.last_mismatch()->register_number == number);
        CHECK(error_of(bench.regulator.output_on()) == PeripheralError::not_configured);
    }
}

TEST_CASE("a write that is acknowledged and lost is found by the read-back (FI-I2)") {
    Bench bench;
    bench.bus.deaf = {0x46};
    REQUIRE(bench.regulator.write_limits({}));
    CHECK(error_of(bench.regulator.verify_limits()) == PeripheralError::mismatch);
    CHECK(bench.regulator.last_mismatch()->wrote == 0xDBC0);
    CHECK(bench.regulator.last_mismatch()->read == 0);
}

TEST_CASE("another encoding of the same limit is no mismatch") {
    Bench bench;
    REQUIRE(bench.regulator.write_limits({}));
    bench.bus.put_word(0x46, 0x001E);  // 30 A with exponent 0
    CHECK(bench.regulator.verify_limits());
}

TEST_CASE("a failure at any transfer of the configuration leaves the output locked (FI-I1)") {
    Bench whole;
    whole.configure();
    const std::size_t transfers = whole.bus.transfers;
    CHECK(transfers > 60);
    for (std::size_t n = 0; n < transfers; ++n) {
        Bench bench;
        bench.bus.fail_at = n;
        const auto written = bench.regulator.write_limits({});
        const auto verified = bench.regulator.verify_limits();
        CHECK_FALSE((written && verified));
        CHECK(error_of(bench.regulator.output_on()) == PeripheralError::not_configured);
    }
}

TEST_CASE("limits that contradict each other never reach the regulator") {
    Bench bench;
    Tps546Limits limits;
    SECTION("window upside down") { limits.vout_min = Millivolts{2100}; }
    SECTION("first voltage outside the window") { limits.vout_initial = Millivolts{999}; }
    SECTION("rail in microvolts") { limits.vout_max = Millivolts{1'250'000}; }
    SECTION("off above on") { limits.vin_off = Volts{4.9}; }
    SECTION("not a number") { limits.iout_fault = Amperes{std::nan("")}; }
    SECTION("warning above fault") { limits.iout_warning = Amperes{31.0}; }
    SECTION("beyond the part's temperature") { limits.temperature_fault = Celsius{200.0}; }
    CHECK(error_of(bench.regulator.write_limits(limits)) == PeripheralError::out_of_range);
    for (const auto& write : bench.bus.writes) CHECK(write.register_number <= 0x02);
}

TEST_CASE("a part that counts absolute volts gets absolute limits around its window") {
    const auto table = tps546_limit_writes({.vout_max = Millivolts{1300}}, VoutMode{-9, false});
    REQUIRE(table);
    const auto value = [&](std::uint8_t number) {
        return std::ranges::find(*table, number, &RegisterWrite::register_number)->value;
    };
    CHECK(value(0x40) == 1625 * 512 / 1000);  // 1.25 x 1.3 V
    CHECK(value(0x44) == 750 * 512 / 1000);   // 0.75 x 1.0 V
    CHECK(value(0x24) == 1300 * 512 / 1000);
}

TEST_CASE("a VOUT_MODE that is not understood stops the configuration before any voltage is written") {
    Bench bench;
    // 0x96 and 0x98: one bit away from -9, every voltage twice or half of what is meant (HZ-09, NV-6).
    for (const int byte : {0x00, 0x37, 0x96, 0x98, 0x87, 0x1F}) {
        const auto mode = static_cast<std::uint8_t>(byte);
        bench.bus.registers[0x20] = {mode};
        CHECK(error_of(bench.regulator.write_limits({})) == PeripheralError::implausible);
    }
    bench.bus.registers[0x20] = {0xFF};
    CHECK(error_of(bench.regulator.write_limits({})) == PeripheralError::bus);
    for (const auto& write : bench.bus.writes) CHECK(write.register_number <= 0x02);
}

TEST_CASE("voltages inside the written window are set and read back, those outside never reach the bus (HZ-09)") {
    Bench bench;
    CHECK(error_of(bench.regulator.set_vout(Millivolts{1150})) == PeripheralError::not_configured);
    bench.configure({.vout_min = Millivolts{1000}, .vout_max = Millivolts{1250}});
    for (const int millivolts : {-1, 0, 999, 1251, 1'150'000, std::numeric_limits<std::int32_t>::min()}) {
        CHECK(error_of(bench.regulator.set_vout(Millivolts{millivolts})) == PeripheralError::out_of_range);
    }
    CHECK(bench.bus.writes.empty());
    for (int millivolts = 1000; millivolts <= 1250; ++millivolts) {
        REQUIRE(bench.regulator.set_vout(Millivolts{millivolts}));
        const auto back = bench.regulator.read_back_vout_command();
        REQUIRE(back);
        CHECK(*back <= Millivolts{millivolts});
        CHECK(*back >= Millivolts{millivolts} - tps546_vout_step);
    }
}

TEST_CASE("a voltage set later is what a new verification expects") {
    Bench bench;
    bench.configure();
    REQUIRE(bench.regulator.set_vout(Millivolts{1200}));
    CHECK(bench.regulator.verify_limits());
    bench.bus.put_word(0x21, 0x024C);
    CHECK(error_of(bench.regulator.verify_limits()) == PeripheralError::mismatch);
}

TEST_CASE("the output is switched by OPERATION and each switch is read back") {
    Bench bench;
    bench.configure();
    REQUIRE(bench.regulator.output_on());
    CHECK(bench.bus.registers[0x01] == std::vector<std::uint8_t>{0x80});
    CHECK(*bench.regulator.is_commanded_on());
    REQUIRE(bench.regulator.output_off());
    CHECK(bench.bus.registers[0x01] == std::vector<std::uint8_t>{0x00});
    CHECK_FALSE(*bench.regulator.is_commanded_on());
    bench.bus.deaf = {0x01};
    CHECK(error_of(bench.regulator.output_on()) == PeripheralError::mismatch);
    bench.bus.registers[0x01] = {0x40};
    CHECK(error_of(bench.regulator.is_commanded_on()) == PeripheralError::implausible);
}

TEST_CASE("the output can be switched off in any state, also before anything else was done") {
    Bench bench;
    bench.bus.registers[0x01] = {0x80};
    CHECK(bench.regulator.output_off());
    bench.bus.is_undriven = true;
    CHECK(error_of(bench.regulator.output_off()) == PeripheralError::mismatch);
}

TEST_CASE("writing the limits again locks the output until they are verified again") {
    Bench bench;
    bench.configure();
    REQUIRE(bench.regulator.write_limits({}));
    CHECK(error_of(bench.regulator.output_on()) == PeripheralError::not_configured);
}

TEST_CASE("all status registers are read into one value (HZ-08)") {
    Bench bench;
    bench.bus.put_word(0x79, 0x0840);
    for (std::uint8_t i = 0; i < 7; ++i)
        bench.bus.registers[static_cast<std::uint8_t>(0x7A + i)] = {static_cast<std::uint8_t>(i + 1)};
    const auto status = bench.regulator.read_status();
    REQUIRE(status);
    CHECK(*status == Tps546Status{0x0840, 1, 2, 3, 4, 5, 6, 7});
    CHECK(bench.bus.writes.empty());
    CHECK(*bench.regulator.read_status_word() == Tps546Status{.word = 0x0840});
    bench.bus.is_undriven = true;
    CHECK(error_of(bench.regulator.read_status()) == PeripheralError::bus);
}

TEST_CASE("each trip bit is a fault, off is one only while commanded on (HZ-08)") {
    for (unsigned number = 2; number <= 5; ++number) {  // TEMP, VIN_UV, IOUT_OC, VOUT_OV
        const auto bit = static_cast<std::uint16_t>(1U << number);
        CHECK(Tps546Status{.word = bit}.has_fault(false));
        CHECK(Tps546Status{.word = bit}.has_fault(true));
    }
    const Tps546Status tripped{.word = 0x0840};
    CHECK(tripped.has_fault(true));
    CHECK_FALSE(tripped.has_fault(false));
    CHECK_FALSE(tripped.has_power_good());
    CHECK_FALSE(Tps546Status{.word = 0x0002}.has_fault(true));
    CHECK(Tps546Status{.word = 0x0002}.has_communication_error());
    CHECK_FALSE(Tps546Status{}.has_fault(true));
    CHECK(Tps546Status{}.has_power_good());
}

TEST_CASE("telemetry is decoded with its unit") {
    Bench bench;
    bench.configure();
    bench.bus.put_word(0x88, 0xCA80);
    bench.bus.put_word(0x8B, 0x024C);
    bench.bus.put_word(0x8C, 0xD2C0);
    bench.bus.put_word(0x8D, 0x0037);
    CHECK(bench.regulator.read_vin()->value == 5.0);
    CHECK(bench.regulator.read_vout()->value == Approx(1.1484).epsilon(0.0001));
    CHECK(bench.regulator.read_iout()->value == 11.0);
    CHECK(bench.regulator.read_temperature()->value == 55.0);
}

TEST_CASE("a reading that cannot be true is an error, never a number (SA-9, FI-I3)") {
    Bench bench;
    CHECK(error_of(bench.regulator.read_vout()) == PeripheralError::not_configured);
    bench.configure();
    bench.bus.put_word(0x88, 0x0000);
    CHECK(error_of(bench.regulator.read_vin()) == PeripheralError::implausible);
    bench.bus.put_word(0x8B, 0x0D00);
    CHECK(error_of(bench.regulator.read_vout()) == PeripheralError::implausible);
    bench.bus.put_word(0x8C, 0x003D);
    CHECK(error_of(bench.regulator.read_iout()) == PeripheralError::implausible);
    bench.bus.put_word(0x8D, 0x00A6);
    CHECK(error_of(bench.regulator.read_temperature()) == PeripheralError::implausible);
    bench.bus.is_undriven = true;
    CHECK(error_of(bench.regulator.read_vin()) == PeripheralError::bus);
    CHECK(error_of(bench.regulator.read_vout()) == PeripheralError::bus);
    CHECK(error_of(bench.regulator.read_iout()) == PeripheralError::bus);
    CHECK(error_of(bench.regulator.read_temperature()) == PeripheralError::bus);
    CHECK(error_of(bench.regulator.is_commanded_on()) == PeripheralError::bus);
    bench.bus.fault = hal::I2cError::timeout;
    CHECK(error_of(bench.regulator.read_vin()) == PeripheralError::timeout);
}

TEST_CASE("the families on 12 V get their divider, stack, compensation and input limits (SA-4)") {
    Bench bench;
    REQUIRE(bench.regulator.write_limits(tps546_stacked_limits()));
    const std::vector<LoggedWrite> head{
        {0x01, {0x00}},       {0x02, {0x1F}},       {0x02, {0x1B}},       {0xB1, {5, 0x12, 0x34, 0x42, 0x21, 0x04}},
        {0xEC, {1, 0}},       {0xE4, {0xD0}},       {0x04, {0xFF}},       {0x33, {0x8A, 0x02}},
        {0x58, {0xC0, 0xD2}}, {0x35, {0xC0, 0xD2}}, {0x36, {0xA0, 0xD2}}, {0x55, {0xB3, 0xD3}}};
    REQUIRE(bench.bus.writes.size() == 36);
    CHECK(std::equal(head.begin(), head.end(), bench.bus.writes.begin()));
    CHECK(bench.bus.word(0x4A) == 0xE320);
    CHECK(bench.bus.word(0x46) == 0xE370);
    CHECK(bench.bus.word(0x24) == 0x0600);
    REQUIRE(bench.regulator.verify_limits());
    REQUIRE(bench.regulator.write_limits(tps546_hex_limits()));
    REQUIRE(bench.regulator.verify_limits());
    CHECK(bench.bus.word(0x29) == 0xA200);
    CHECK(bench.bus.word(0x35) == 0xD2E0);
    CHECK(bench.bus.word(0x21) == 0x0733);
    CHECK(bench.bus.word(0x2B) == 0x0500);
    CHECK(bench.bus.word(0x24) == 0x0900);
}

TEST_CASE("a compensation that was not taken keeps the output locked, as does a divider no part has") {
    Bench bench;
    bench.bus.deaf = {0xB1};
    bench.bus.registers[0xB1] = {5, 0x12, 0x34, 0x42, 0x21, 0x05};
    REQUIRE(bench.regulator.write_limits(tps546_stacked_limits()));
    CHECK(error_of(bench.regulator.verify_limits()) == PeripheralError::mismatch);
    CHECK(bench.regulator.last_mismatch() == Tps546Mismatch{0xB1, 0x04, 0x05});
    CHECK(error_of(bench.regulator.output_on()) == PeripheralError::not_configured);
    CHECK(error_of(bench.regulator.write_limits({.feedback_scale = 0.3})) == PeripheralError::out_of_range);
    CHECK(error_of(bench.regulator.write_limits({.vin_undervoltage_warning = Volts{5.0}})) ==
          PeripheralError::out_of_range);
}

TEST_CASE("a stack of two may report the current of both") {
    Bench bench;
    bench.configure(tps546_stacked_limits());
    bench.bus.put_word(0x8C, 0x0064);
    CHECK(bench.regulator.read_iout()->value == 100.0);
    bench.bus.put_word(0x8C, 0x0079);
    CHECK(error_of(bench.regulator.read_iout()) == PeripheralError::implausible);
}
